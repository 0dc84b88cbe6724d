import { FORMATS, SCENE_VERSION, SEEDS, type Format, type SceneName } from '../../lib/sceneName';
import { readHeader } from '../../picture/header';
import { fromBase64Url, toBase64Url } from '../../lib/base64Url';

/** The picture of a shared view: a name, an address, a scene to be drawn anew, or a small copy of it. */
export type SharedImage =
  | { readonly kind: 'sample'; readonly name: string }
  | { readonly kind: 'address'; readonly url: string }
  | ({ readonly kind: 'scene' } & SceneName)
  | {
      readonly kind: 'copy';
      readonly format: CopyFormat;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly name: string;
    };

export type CopyFormat = 'webp' | 'jpeg';

/** A picture whose address is longer travels as a copy. */
export const MAX_ADDRESS = 2048;
const MAX_NAME = 100;

/** The fields of a link that carry the picture. */
export function writeImage(image: SharedImage): Record<string, string> {
  if (image.kind === 'sample') return { image: `sample:${image.name}` };
  if (image.kind === 'address') return { image: image.url };
  if (image.kind === 'scene') return { image: `scene:${SCENE_VERSION}-${image.format}-${image.seed}` };
  return { image: `${image.format}:${toBase64Url(image.bytes)}`, name: image.name.slice(0, MAX_NAME) };
}

/** The picture that the fields tell, or a sentence that says what is wrong with them. */
export function parseImage(text: string, name: string | undefined): SharedImage | string {
  const [, kind, rest] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  if (kind === 'sample')
    return /^[\w-]{1,60}$/.test(rest!) ? { kind, name: rest! } : 'The link names no valid sample picture.';
  if (kind === 'scene') return parseScene(rest!);
  if (kind === 'https') return parseAddressField(text);
  if (kind === 'webp' || kind === 'jpeg') {
    const bytes = fromBase64Url(rest!);
    if (!bytes || readHeader(bytes)?.format !== kind)
      return 'The picture in the link is damaged; perhaps the link was cut.';
    return { kind: 'copy', format: kind, bytes, name: (name ?? '').slice(0, MAX_NAME) || 'shared picture' };
  }
  return 'The picture of the link is neither a sample, nor a scene, nor an https address, nor a copy.';
}

function parseScene(text: string): SharedImage | string {
  const [, version, format, digits] = /^(\d{1,4})-([a-z]+)-(\d{1,9})$/.exec(text) ?? [];
  const seed = Number(digits);
  if (version === undefined || !Object.hasOwn(FORMATS, format!) || seed >= SEEDS)
    return 'The link names no valid scene.';
  if (Number(version) !== SCENE_VERSION)
    return 'The scene of the link was drawn by another version of this page, which drew other scenes.';
  return { kind: 'scene', format: format as Format, seed };
}

function parseAddressField(text: string): SharedImage | string {
  const url = text.length <= MAX_ADDRESS && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.protocol !== 'https:' || url.username || url.password)
    return 'The address of the picture in the link is not valid.';
  return { kind: 'address', url: url.href };
}
