import { describe, expect, it } from 'vitest';
import { readCocoTruth } from './cocoFile';
import { readGroundingLines } from './groundingLine';
import type { Box } from '../../model/types';
import { readCocoBoxes, writeCoco } from './coco';
import { readCsv, writeCsv } from './csv';
import { writeGroundingJsonl } from './groundingJsonl';
import { labelOf, type LabelledPicture } from './labelledPicture';
import { labelledSet } from './labelledSet';
import { writeVoc } from './voc';
import { writeYolo } from './yolo';

const PICTURES: readonly LabelledPicture[] = [
  {
    name: 'set/one.jpg',
    width: 640,
    height: 480,
    caption: 'A red car, and "a <dog>" & more.',
    boxes: [
      { box: [10.25, 20.5, 110.75, 220], label: 'red car', span: { start: 0, end: 9 }, score: 0.75 },
      { box: [0, 0, 640, 480], label: 'a <dog>, "really" & so' },
      { box: [300, 100, 320, 130], label: 'more' },
    ],
  },
  { name: 'two.png', width: 33, height: 77, caption: 'nothing', boxes: [] },
  { name: 'three.png', width: 33, height: 77, caption: '', boxes: [{ box: [32.6, 76.9, 33, 77], label: 'red car' }] },
];

const SET = labelledSet(PICTURES);

/** Every box of every picture by itself. */
const boxes = PICTURES.flatMap(({ name, width, height, boxes }) =>
  boxes.map((box) => ({ ...box, name, width, height })),
);

function expectNear(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  for (const [i, value] of wanted.entries()) expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(tolerance);
}

describe('COCO', () => {
  const truth = readCocoTruth(writeCoco(SET));

  it('comes back as it was, through the reader of the evaluation', () => {
    const read = readCocoBoxes(truth);
    for (const { name, boxes } of PICTURES)
      expect(read.get(name) ?? []).toEqual(boxes.map(({ span: _, ...box }) => box));
  });

  it('has unique ids from 1, areas of width times height, and pictures without boxes', () => {
    const raw = JSON.parse(writeCoco(SET)) as { annotations: { id: number }[] };
    expect(raw.annotations.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(truth.images.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const { bbox, area } of truth.annotations) expect(area).toBeCloseTo(bbox[2] * bbox[3], 9);
    expect(truth.categories.map(({ name }) => name)).toEqual(['red car', 'a <dog>, "really" & so', 'more']);
  });

  it('leaves crowds out of what is read', () => {
    const crowd = { image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] as const, area: 1, iscrowd: true };
    expect(
      readCocoBoxes({ images: [{ id: 1, file_name: 'a' }], categories: [{ id: 1, name: 'x' }], annotations: [crowd] })
        .size,
    ).toBe(0);
  });
});

describe('YOLO', () => {
  const files = new Map(writeYolo(SET).map(({ path, text }) => [path, text]));

  it('has a file for every picture, an empty one where there are no boxes, and the classes', () => {
    expect([...files.keys()]).toEqual([
      'labels/set/one.txt',
      'labels/two.txt',
      'labels/three.txt',
      'classes.txt',
      'data.yaml',
    ]);
    expect(files.get('labels/two.txt')).toBe('');
    expect(files.get('data.yaml')).toContain('nc: 3\nnames: ["red car",');
  });

  it('says centres and sizes as shares of the picture', () => {
    const classes = files.get('classes.txt')!.trimEnd().split('\n');
    const read = PICTURES.flatMap(({ name, width, height }) => {
      const lines = files.get(`labels/${name.replace(/\.\w+$/, '.txt')}`)!.split('\n');
      return lines
        .filter((line) => line !== '')
        .map((line) => {
          const [number, x, y, w, h] = line.split(' ').map(Number) as [number, number, number, number, number];
          expect(Math.min(x, y, w, h)).toBeGreaterThan(0);
          expect(Math.max(x, y, w, h)).toBeLessThanOrEqual(1);
          return {
            label: classes[number],
            box: [(x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height],
          };
        });
    });
    expect(read.map(({ label }) => label)).toEqual(boxes.map(({ label }) => label));
    for (const [i, { box }] of read.entries()) expectNear(box, boxes[i]!.box, 1e-3);
  });
});

describe('Pascal VOC', () => {
  const files = writeVoc(SET).filter(({ path }) => path.endsWith('.xml'));
  const numbers = (text: string, field: string) =>
    [...text.matchAll(new RegExp(`<${field}>(\\d+)</${field}>`, 'g'))].map((match) => Number(match[1]));

  it('counts pixels from 1, the last one inside', () => {
    const read = files.flatMap(({ text }) => {
      const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map((field) => numbers(text, field));
      return xmin!.map((_, i): Box => [xmin![i]!, ymin![i]!, xmax![i]!, ymax![i]!]);
    });
    expect(read).toHaveLength(boxes.length);
    for (const [i, [xmin, ymin, xmax, ymax]] of read.entries()) {
      const { box, width, height } = boxes[i]!;
      expect(Math.min(xmin, ymin)).toBeGreaterThanOrEqual(1);
      expect(xmax).toBeLessThanOrEqual(width);
      expect(ymax).toBeLessThanOrEqual(height);
      expect(xmax).toBeGreaterThanOrEqual(xmin);
      expect(ymax).toBeGreaterThanOrEqual(ymin);
      // Outer edges, counted from 0.
      expectNear([xmin - 1, ymin - 1, xmax, ymax], box, 0.95);
    }
    expect(read[0]).toEqual([11, 22, 111, 220]);
    expect(read[1]).toEqual([1, 1, 640, 480]);
  });

  it('is XML whatever a label holds', () => {
    expect(files[0]!.text).toContain('<name>a &lt;dog&gt;, &quot;really&quot; &amp; so</name>');
    expect(files[0]!.text).toContain('<folder>set</folder>\n  <filename>one.jpg</filename>');
    expect(numbers(files[1]!.text, 'width')).toEqual([33]);
  });
});

describe('CSV', () => {
  it('comes back as it was, quotes and commas too', () => {
    const [head, ...rows] = readCsv(writeCsv(SET));
    expect(head).toEqual(['image', 'label', 'x0', 'y0', 'x1', 'y1', 'score']);
    const read = rows.map(([name, label, ...rest]) => ({
      name,
      label,
      box: rest.slice(0, 4).map(Number),
      score: rest[4] === '' ? undefined : Number(rest[4]),
    }));
    expect(read).toEqual(boxes.map(({ name, label, box, score }) => ({ name, label, box, score })));
  });

  it('is read with line breaks in fields, either line end, and a byte-order mark', () => {
    expect(readCsv('\ufeffa,b\r\n"x\ny","""z"""\n\n,\n')).toEqual([
      ['a', 'b'],
      ['x\ny', '"z"'],
      ['', ''],
    ]);
    expect(() => readCsv('a,"b')).toThrow(/closed by a quote/);
  });
});

describe('grounding JSONL', () => {
  const lines = readGroundingLines(writeGroundingJsonl(SET), 'labels.jsonl');

  it('is read by the evaluation, with every box at words of its own', () => {
    expect(lines.map(({ image }) => image)).toEqual(PICTURES.map(({ name }) => name));
    for (const [i, { caption, phrases }] of lines.entries()) {
      const read = phrases.flatMap(({ start, end, boxes }) =>
        boxes.map((box) => ({ box, label: labelOf(caption.slice(start, end)) })),
      );
      const wanted = PICTURES[i]!.boxes.map(({ box, label }) => ({ box, label: labelOf(label) }));
      expect(read).toHaveLength(wanted.length);
      for (const item of wanted) expect(read).toContainEqual(item);
    }
  });

  it('keeps the caption, and adds only what it does not say', () => {
    expect(lines[0]!.caption).toBe('A red car, and "a <dog>" & more. a <dog>, "really" & so');
    expect(lines[1]!.caption).toBe('nothing');
    expect(lines[2]!.caption).toBe('red car');
  });
});
