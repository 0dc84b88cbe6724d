import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { boxIou } from '../../src/model/postprocess/boxIou';
import type { ShownBox } from './glipPage';

export type Box = readonly [number, number, number, number];

/** A bundled sample with what its renderer knows about it. */
export interface Sample {
  readonly name: string;
  readonly title: string;
  readonly prompt: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly phrases: readonly { readonly start: number; readonly end: number; readonly boxes: readonly Box[] }[];
}

const folder = new URL('../../public/samples/', import.meta.url);

export const samples = JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as readonly Sample[];

export const samplePicture = (sample: Sample) => readFileSync(new URL(sample.file, folder));

/** The sample that the page opens with. */
export const firstSample = samples[0]!;

export const sampleNamed = (name: string): Sample => {
  const sample = samples.find((other) => other.name === name);
  if (!sample) throw new Error(`There is no sample “${name}”.`);
  return sample;
};

/** A thing with a box: which phrase it belongs to, and where it is. */
export interface Placed {
  readonly phrase: number;
  readonly box: Box;
}

/** The true boxes of a sample, phrase by phrase. */
export const truthOf = (sample: Sample): Placed[] =>
  sample.phrases.flatMap(({ boxes }, phrase) => boxes.map((box) => ({ phrase, box })));

export interface Matching {
  readonly matched: number;
  /** Wanted boxes without a partner. */
  readonly missed: readonly Placed[];
  /** Found boxes without a partner. */
  readonly surplus: readonly Placed[];
}

/** Pairs boxes of the same phrase at IoU >= 0.5, the best first; each serves once. */
export function matchBoxes(found: readonly Placed[], wanted: readonly Placed[]): Matching {
  const pairs = wanted
    .flatMap((want) =>
      found
        .filter(({ phrase }) => phrase === want.phrase)
        .map((find) => ({ want, find, overlap: boxIou(want.box, find.box) })),
    )
    .filter(({ overlap }) => overlap >= 0.5)
    .sort((a, b) => b.overlap - a.overlap);
  const used = new Set<Placed>();
  for (const { want, find } of pairs) {
    if (used.has(want) || used.has(find)) continue;
    used.add(want).add(find);
  }
  const free = (boxes: readonly Placed[]) => boxes.filter((box) => !used.has(box));
  return { matched: used.size / 2, missed: free(wanted), surplus: free(found) };
}

/** A box this far above the threshold stays above it when the picture is compressed anew or computed on another backend. */
const MARGIN = 0.05;

/** Two results for one scene, whose pixels differ a little: what is surely in the one is in the other. */
export function expectAlike(a: readonly ShownBox[], b: readonly ShownBox[], threshold: number): void {
  const sure = (boxes: readonly ShownBox[]) => boxes.filter(({ score }) => score >= threshold + MARGIN);
  expect(sure(a).length).toBeGreaterThan(0);
  expect(matchBoxes(b, sure(a)).missed).toEqual([]);
  expect(matchBoxes(a, sure(b)).missed).toEqual([]);
}

/** Every wanted box is found, and nothing else. */
export function expectSameBoxes(found: readonly ShownBox[], wanted: readonly Placed[]): void {
  const { missed, surplus } = matchBoxes(found, wanted);
  expect({ missed, surplus }).toEqual({ missed: [], surplus: [] });
}
