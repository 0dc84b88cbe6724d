import { describe, expect, it } from 'vitest';
import type { TunedPrompt } from '../../../model/tuning/tunedPrompt';
import { SCENE_VERSION, SEEDS } from '../../lib/sceneName';
import { decodeLink, encodeLink, MAX_FRAGMENT, MAX_PROMPT, ShareLinkError, type SharedView } from './link';

const view: SharedView = {
  model: 'glip-micro',
  image: { kind: 'sample', name: 'street' },
  prompt: 'a red car, & a "dog"',
  spans: [{ start: 2, end: 9 }],
  hidden: [{ start: 0, end: 9 }],
  threshold: 0.35,
};
/** The smallest head that readHeader knows as WebP, padded. */
const webp = new Uint8Array(64).map((_, at) => 'RIFF\0\0\0\0WEBPVP8 '.charCodeAt(at) || 0);

/** Deterministic numbers, 0..1. */
function randomOf(seed: number) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

function randomView(random: () => number): SharedView {
  const letters = ['a', 'Z', ' ', '.', ',', '&', '=', '#', '%', '+', '\n', 'é', '猫', '🐈', '"', '<'];
  const prompt = Array.from(
    { length: Math.floor(random() * 60) },
    () => letters[Math.floor(random() * letters.length)],
  ).join('');
  const spans = Array.from({ length: 4 }, (_, at) => ({
    start: at * 5,
    end: at * 5 + 1 + Math.floor(random() * 4),
  })).filter(({ start, end }) => end <= prompt.length && prompt.slice(start, end).trim() !== '');
  const images = [
    { kind: 'sample', name: 'red-fish_2' },
    { kind: 'address', url: 'https://example.org/a%20b/c.jpg?x=1&y=%C3%A9#z' },
    { kind: 'copy', format: 'webp', bytes: webp, name: 'my cat & dog.png' },
    { kind: 'scene', format: 'tall', seed: 4821 },
  ] as const;
  return {
    model: 'glip-micro',
    image: images[Math.floor(random() * images.length)]!,
    prompt,
    spans,
    hidden: spans.slice(1),
    threshold: Math.round(random() * 1000) / 1000,
  };
}

describe('a link', () => {
  it('reads well', () => {
    expect(encodeLink(view)).toBe(
      'v=1&model=glip-micro&image=sample:street&prompt=a+red+car,+%26+a+%22dog%22&threshold=0.35&spans=2-9&hidden=0-9',
    );
  });

  it('restores every view it was made of', () => {
    const random = randomOf(7);
    for (let run = 0; run < 500; run++) {
      const original = randomView(random);
      expect(decodeLink(`#${encodeLink(original)}`)).toEqual(original);
    }
  });

  it('survives being passed through a URL', () => {
    const random = randomOf(11);
    for (let run = 0; run < 100; run++) {
      const original = randomView(random);
      expect(decodeLink(new URL(`https://example.org/glip/#${encodeLink(original)}`).hash)).toEqual(original);
    }
  });

  const tuned: TunedPrompt = {
    model: { name: 'glip-micro', fingerprint: '0123abcd' },
    prompt: view.prompt,
    spans: view.spans,
    taught: [{ start: 2, end: 9 }],
    offsets: {
      form: 'alignment',
      positions: [2, 3],
      values: Float32Array.from({ length: 192 }, (_, i) => i / 64),
      bias: Float32Array.of(1, -1),
    },
    examples: [{ fingerprint: 'ab'.repeat(32), boxes: 1, wrong: 0, heldOut: false }],
    metrics: { learned: { before: { ap: 0, ap50: 0 }, after: { ap: 1, ap50: 1 } } },
  };

  it('carries what the prompt was taught, where it is small enough', () => {
    expect(decodeLink(encodeLink({ ...view, tuned }))).toEqual({ ...view, tuned });
    const large: TunedPrompt = {
      ...tuned,
      offsets: { form: 'embedding', positions: [0], values: new Float32Array(8000) },
    };
    expect(() => encodeLink({ ...view, tuned: large })).toThrow(/too much room/);
  });

  it('is refused with what was taught to another text, or is damaged', () => {
    const link = encodeLink({ ...view, tuned });
    expect(() => decodeLink(link.replace('red', 'big'))).toThrow(/does not belong to the text/);
    expect(() => decodeLink(link.replace(/taught=.{40}/, 'taught='))).toThrow(/cannot be read|can be read|damaged/);
    expect(() => decodeLink(link.replace(/taught=/, 'taught=.'))).toThrow(/damaged/);
  });

  it('says when a view does not fit', () => {
    expect(() => encodeLink({ ...view, prompt: 'x'.repeat(MAX_PROMPT + 1), spans: [], hidden: [] })).toThrow(
      /too long/,
    );
    const address = `https://example.org/${'x'.repeat(3000)}.jpg`;
    expect(() => encodeLink({ ...view, image: { kind: 'address', url: address } })).toThrow(/address/);
    const bytes = new Uint8Array(MAX_FRAGMENT);
    expect(() => encodeLink({ ...view, image: { kind: 'copy', format: 'webp', bytes, name: 'x' } })).toThrow(/32 KB/);
  });
});

describe('a broken link', () => {
  const good = encodeLink(view);
  const replace = (name: string, value: string) => {
    const fields = new URLSearchParams(good);
    fields.set(name, value);
    return fields.toString();
  };

  it.each([
    ['no fields', 'hello', /no “v”/],
    ['no prompt', 'v=1&model=glip-micro&image=sample:a&threshold=0.5', /no “prompt”/],
    ['two prompts', `${good}&prompt=b`, /more than one “prompt”/],
    ['another version', replace('v', '2'), /newer version/],
    ['a model that is no name', replace('model', '../x'), /model/],
    ['a sample that is no name', replace('image', 'sample:../../x'), /sample/],
    ['a scene of no shape', replace('image', `scene:${SCENE_VERSION}-round-5`), /valid scene/],
    ['a scene of an inherited shape', replace('image', `scene:${SCENE_VERSION}-constructor-5`), /valid scene/],
    ['a scene without a number', replace('image', `scene:${SCENE_VERSION}-wide-`), /valid scene/],
    ['a scene beyond the last', replace('image', `scene:${SCENE_VERSION}-wide-${SEEDS}`), /valid scene/],
    ['a scene of another version', replace('image', `scene:${SCENE_VERSION + 1}-wide-5`), /another version/],
    ['a scheme of its own', replace('image', 'javascript:alert(1)'), /neither/],
    ['plain http', replace('image', 'http://example.org/a.jpg'), /neither/],
    ['an address without a host', replace('image', 'https://'), /address/],
    ['an address with a password', replace('image', 'https://me:pw@example.org/a.jpg'), /address/],
    ['bytes that are no picture', replace('image', 'webp:AAAA'), /damaged/],
    ['no base64', replace('image', 'webp:!!!!'), /damaged/],
    ['a cut picture', replace('image', 'jpeg:A'), /damaged/],
    ['a threshold that is no number', replace('threshold', 'NaN'), /threshold/],
    ['a threshold above one', replace('threshold', '1.5'), /threshold/],
    ['a negative threshold', replace('threshold', '-0.1'), /threshold/],
    ['spans outside the text', replace('spans', '2-900'), /spans/],
    ['spans out of order', replace('spans', '5-7,2-4'), /spans/],
    ['spans of white space', replace('spans', '1-2'), /spans/],
    ['spans that are none', replace('spans', 'a-b'), /spans/],
    ['hidden phrases outside the text', replace('hidden', '0-99'), /hidden/],
    ['a link that is too long', `${good}&x=${'y'.repeat(MAX_FRAGMENT)}`, /longer than 32 KB/],
  ])('%s', (_, fragment, message) => {
    expect(() => decodeLink(fragment)).toThrow(ShareLinkError);
    expect(() => decodeLink(fragment)).toThrow(message);
  });

  it('never throws anything but a ShareLinkError, and never lets through what is not valid', () => {
    const random = randomOf(3);
    const pick = (text: string) => Math.floor(random() * (text.length + 1));
    const junk = ['%', '&', '=', '-', ',', '9', '%FF', '\0', '🐈', 'https:', ':', '#'];
    for (let run = 0; run < 5000; run++) {
      let fragment = encodeLink(randomView(random));
      for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits--) {
        const [start, length] = [pick(fragment), Math.floor(random() * 8)];
        fragment = fragment.slice(0, start) + junk[Math.floor(random() * junk.length)] + fragment.slice(start + length);
      }
      try {
        const { prompt, spans, hidden, threshold } = decodeLink(fragment);
        expect(threshold >= 0 && threshold <= 1).toBe(true);
        for (const { start, end } of [...spans, ...hidden])
          expect(0 <= start && start < end && end <= prompt.length).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ShareLinkError);
      }
    }
  });
});
