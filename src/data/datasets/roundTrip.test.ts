import { describe, expect, it } from 'vitest';
import { FORMATS, writeDataSet } from './formats';
import type { LabelledPicture } from './labelledPicture';
import { labelledSet, type LabelledClass, type LabelledSet } from './labelledSet';
import { Notes } from './notes';
import { readDataSet } from './readDataSet';
import type { SourceFile } from './zipFiles';

/** Numbers from 0 to 1, the same ones for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMES = ['Cat', 'cat', 'traffic_light', 'NO-Hardhat', 'a, b', 'say "hi"', "driver's seat", 'R&D <lab>', 'Straße'];
const PATHS = ['a.jpg', 'a.png', 'set/a.jpg', 'images/b.jpg', 'set/images/val/c.png', 'JPEGImages/d.jpg', 'é ü.webp'];

/** A data set of any kind: odd names, ids with gaps, classes and pictures without boxes. */
function anySet(seed: number): LabelledSet {
  const random = randomFrom(seed);
  const upTo = (n: number) => Math.floor(random() * n);
  const classes = NAMES.filter(() => random() < 0.6).map((name, i): LabelledClass => ({ name, id: 7 * i + 3 }));
  const pictures = PATHS.filter(() => random() < 0.7).map((name, i): LabelledPicture => {
    const [width, height] = [20 + upTo(2000), 20 + upTo(1500)];
    const boxes = Array.from({ length: classes.length === 0 ? 0 : upTo(5) }, () => {
      const [x0, y0] = [random() * (width - 6), random() * (height - 6)];
      const label = classes[upTo(classes.length)]?.name ?? '';
      const box = [x0, y0, x0 + 2 + random() * (width - x0 - 2), y0 + 2 + random() * (height - y0 - 2)] as const;
      return { box, label, ...(random() < 0.3 ? { score: Math.round(random() * 100) / 100 } : {}) };
    });
    return {
      name,
      width,
      height,
      caption: random() < 0.5 ? 'A Cat, and a traffic light.' : '',
      boxes,
      id: 100 - 3 * i,
    };
  });
  return { ...labelledSet(pictures, classes), info: { year: 2026 }, licenses: [{ id: 1 }] };
}

/** Reads the files of a format again, beside the pictures. */
async function readAgain(written: readonly { path: string; text: string }[], { pictures }: LabelledSet) {
  const sizes = new Map(pictures.map((picture) => [picture.name, picture]));
  const files: SourceFile[] = written.map(({ path, text }) => ({
    path,
    bytes: () => Promise.resolve(new TextEncoder().encode(text)),
  }));
  const shown = pictures.map(({ name }) => ({ path: name, bytes: () => Promise.resolve(new Uint8Array()) }));
  const notes = new Notes();
  const { set } = await readDataSet([...files, ...shown], ({ path }) => Promise.resolve(sizes.get(path)), notes);
  return set;
}

const byPath = (files: readonly { path: string; text: string }[]) =>
  Object.fromEntries(files.map(({ path, text }) => [path, text.split('\n').sort()]));

describe.each(FORMATS)('%s, written, read and written again', (format) => {
  it('is the same', async () => {
    let boxes = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const set = anySet(seed);
      const written = writeDataSet(set, format);
      if (set.pictures.every((picture) => picture.boxes.length === 0)) continue;
      const again = await readAgain(written, set);
      expect(byPath(writeDataSet(again, format)), `seed ${seed}`).toEqual(byPath(written));
      for (const picture of set.pictures) {
        const found = again.pictures.find(({ name }) => name === picture.name)?.boxes ?? [];
        const labels = (of: readonly { label: string }[]) => of.map(({ label }) => label).sort();
        expect(labels(found), `seed ${seed}, ${picture.name}`).toEqual(labels(picture.boxes));
        boxes += found.length;
      }
      // A table of boxes and grounding data know no class beyond those of the boxes.
      if (format === 'coco') expect(again.classes.map(({ name, id }) => ({ name, id }))).toEqual(set.classes);
      else if (format === 'yolo' || format === 'voc')
        expect(again.classes.map(({ name }) => name)).toEqual(set.classes.map(({ name }) => name));
    }
    expect(boxes).toBeGreaterThan(200);
  });
});
