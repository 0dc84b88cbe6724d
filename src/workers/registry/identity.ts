import { REGISTRY } from './registry';

/** What a model is called. */
export interface Identity {
  readonly id: string;
  readonly title: string;
}

const MAX_ID = 48;

/**
 * Who a weights file is, by its name: a released checkpoint keeps its name wherever it is copied, and browsers add " (1)". GLIP-T,
 * (B) and (C) have the same tensors, so that nothing else tells them apart; another name makes a model of its own.
 */
export function identify(fileName: string): Identity {
  const name = withoutCopyNumber(fileName);
  const known = REGISTRY.find(
    ({ addresses, mmdetectionFile }) =>
      name === mmdetectionFile || addresses.some((address) => address.endsWith(`/${name}`)),
  );
  if (known) return { id: known.id, title: known.title };
  const stem = name.replace(/\.(pth|pt|bin|ckpt|safetensors)$/i, '');
  const slug = stem
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_ID);
  return { id: `file-${slug || 'model'}`, title: stem.slice(0, MAX_ID) || 'A model of yours' };
}

/** `vocab (1).txt` -> `vocab.txt` */
export const withoutCopyNumber = (fileName: string) => fileName.replace(/ ?\(\d+\)(?=\.\w+$)/, '');

/** The last part of an address's path, as a file name. */
export function fileNameOf(address: string): string {
  const last = new URL(address).pathname.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a stray percent sign
  }
}
