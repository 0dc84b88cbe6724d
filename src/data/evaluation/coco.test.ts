import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateCoco, type CocoEvaluation, type CocoMetrics } from './coco';
import { readCocoResults, readCocoTruth, type CocoBox, type CocoResult, type CocoTruth } from '../datasets/cocoFile';

/** A case of tests/fixtures/coco with what the reference evaluator makes of it. */
function readCase<Expected>(name: string) {
  const file = new URL(`../../../tests/fixtures/coco/${name}.json`, import.meta.url);
  const { ground_truth, detections, expected } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'ground_truth' | 'detections',
    object
  > & { expected: Expected };
  const truth = readCocoTruth(JSON.stringify(ground_truth));
  return { truth, results: readCocoResults(JSON.stringify(detections), truth), expected };
}

function expectClose(found: CocoMetrics, wanted: CocoMetrics): void {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  for (const [name, value] of Object.entries(wanted) as [keyof CocoMetrics, number][]) {
    expect(Math.abs(found[name] - value), name).toBeLessThan(1e-9);
  }
}

describe('the numbers of the reference evaluator', () => {
  it.each(['case1', 'case2', 'case3'])('%s', (name) => {
    const { truth, results, expected } = readCase<CocoMetrics>(name);
    expectClose(evaluateCoco(truth, results).metrics, expected);
  });

  it('of all classes, of each, and without classes', () => {
    const { truth, results, expected } = readCase<CocoEvaluation>('reference');
    const { metrics, per_class, class_agnostic } = evaluateCoco(truth, results);
    expectClose(metrics, expected.metrics);
    expectClose(class_agnostic, expected.class_agnostic);
    expect(Object.keys(per_class)).toEqual(Object.keys(expected.per_class));
    for (const [name, row] of Object.entries(per_class)) expectClose(row, expected.per_class[name]!);
  });
});

describe('the numbers of the reference evaluator on files as other tools write them', () => {
  const file = new URL('../../../tests/fixtures/coco/odd.json', import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly {
    readonly name: string;
    readonly ground_truth: string;
    readonly detections: string;
    readonly expected: CocoMetrics;
  }[];

  it.each(cases)('$name', ({ ground_truth, detections, expected }) => {
    const truth = readCocoTruth(ground_truth);
    expectClose(evaluateCoco(truth, readCocoResults(detections, truth)).metrics, expected);
  });
});

const NOTHING = {
  AP: -1,
  AP50: -1,
  AP75: -1,
  APs: -1,
  APm: -1,
  APl: -1,
  AR1: -1,
  AR10: -1,
  AR100: -1,
  ARs: -1,
  ARm: -1,
  ARl: -1,
};
const zeros = (metrics: CocoMetrics) =>
  Object.fromEntries(Object.entries<number>({ ...metrics }).map(([name, value]) => [name, Math.min(value, 0)]));

const CAT = { id: 1, name: 'cat' };
const DOG = { id: 2, name: 'dog' };
const A: CocoBox = [0, 0, 50, 50];
const B: CocoBox = [100, 100, 50, 50];
const C: CocoBox = [200, 0, 50, 50];

const truthOf = (...annotations: readonly Partial<CocoTruth['annotations'][number]>[]): CocoTruth => ({
  images: [{ id: 1 }, { id: 2 }],
  categories: [CAT, DOG],
  annotations: annotations.map((change) => ({
    image_id: 1,
    category_id: CAT.id,
    bbox: A,
    area: 2500,
    iscrowd: false,
    ...change,
  })),
});
const result = (score: number, change: Partial<CocoResult> = {}): CocoResult => ({
  image_id: 1,
  category_id: CAT.id,
  bbox: A,
  score,
  ...change,
});
const metricsOf = (truth: CocoTruth, ...results: readonly CocoResult[]) => evaluateCoco(truth, results).metrics;

describe('COCO evaluation', () => {
  const { truth, results } = readCase('case3');
  const reference = evaluateCoco(truth, results);

  it('does not depend on the order of pictures and annotations', () => {
    // Annotations of one overlap stand in their order: no two of these overlap a detection alike.
    expect(
      evaluateCoco(
        { ...truth, images: truth.images.toReversed(), annotations: truth.annotations.toReversed() },
        results,
      ),
    ).toEqual(reference);
  });

  it('depends on the order of detections among equal scores alone', () => {
    const sorted = results.toSorted((a, b) => b.score - a.score);
    expect(evaluateCoco(truth, sorted)).toEqual(reference);
    const tied = [result(0.5), result(0.5, { bbox: B })];
    expect(metricsOf(truthOf({}), ...tied).AP).toBe(1);
    expect(metricsOf(truthOf({}), ...tied.toReversed()).AP).toBe(0.5);
  });

  it('ranks equal scores of several pictures by the pictures’ ids', () => {
    const right = result(0.5, { image_id: 2 });
    const wrong = result(0.5, { image_id: 1 });
    expect(metricsOf(truthOf({ image_id: 2 }), right, wrong).AP).toBe(0.5);
    expect(metricsOf(truthOf({ image_id: 1 }), right, wrong).AP).toBe(1);
  });

  it('changes with nothing but the order when scores are scaled', () => {
    expect(
      evaluateCoco(
        truth,
        results.map((each) => ({ ...each, score: each.score * 100 - 7 })),
      ),
    ).toEqual(reference);
  });

  it('is 0 without detections and -1 without annotations', () => {
    expect(metricsOf(truth)).toEqual(zeros(reference.metrics));
    const empty = evaluateCoco({ ...truth, annotations: [] }, results);
    expect([empty.metrics, empty.class_agnostic, ...Object.values(empty.per_class)]).toEqual(
      Array.from({ length: 2 + truth.categories.length }, () => NOTHING),
    );
    expect(evaluateCoco({ images: [], categories: [], annotations: [] }, [])).toEqual({
      metrics: NOTHING,
      per_class: {},
      class_agnostic: NOTHING,
    });
  });

  it('leaves out of the mean what does not occur', () => {
    const { metrics, per_class } = evaluateCoco(truthOf({}), [result(0.9), result(0.8, { category_id: DOG.id })]);
    expect(metrics).toEqual({ ...NOTHING, AP: 1, AP50: 1, AP75: 1, APm: 1, AR1: 1, AR10: 1, AR100: 1, ARm: 1 });
    expect(per_class['dog']).toEqual(NOTHING);
  });

  it('leaves out detections of categories that the truth does not know', () => {
    expect(evaluateCoco(truthOf({}), [result(0.9, { category_id: 3 }), result(0.8)])).toEqual(
      evaluateCoco(truthOf({}), [result(0.8)]),
    );
  });

  it('counts what crowds hold as neither right nor wrong', () => {
    const crowd = { bbox: [100, 0, 300, 300] as const, area: 9e4, iscrowd: true };
    const inside = [result(0.9, { bbox: B }), result(0.9, { bbox: C })];
    expect(metricsOf(truthOf({}, crowd), ...inside, result(0.5))).toMatchObject({ AP: 1, AR100: 1 });
    expect(metricsOf(truthOf({}), ...inside, result(0.5)).AP).toBeCloseTo(1 / 3, 12);
    expect(metricsOf(truthOf(crowd), ...inside)).toEqual(NOTHING);
  });

  it('prefers an object to a crowd that overlaps more', () => {
    const near = result(0.9, { bbox: [0, 0, 50, 40] });
    expect(metricsOf(truthOf({ bbox: [0, 0, 400, 400], area: 1.6e5, iscrowd: true }, {}), near)).toMatchObject({
      AP50: 1,
      AR1: 0.7,
    });
  });

  it('counts objects and stray detections of other areas as neither right nor wrong', () => {
    const small = { bbox: B, area: 1024 };
    // Its area is on the border: both small and medium.
    expect(metricsOf(truthOf(small), result(0.9, { bbox: B }))).toMatchObject({ APs: 1, APm: 1, APl: -1 });
    const stray = result(0.9, { bbox: [300, 300, 10, 10] });
    expect(metricsOf(truthOf({}), stray, result(0.5))).toMatchObject({ AP: 0.5, APm: 1 });
  });

  it('keeps the best hundred detections of a picture', () => {
    const wrong = (n: number) => Array.from({ length: n }, () => result(0.9, { bbox: B }));
    expect(metricsOf(truthOf({}), ...wrong(99), result(0.8))).toMatchObject({ AR10: 0, AR100: 1 });
    expect(metricsOf(truthOf({}), ...wrong(100), result(0.8))).toMatchObject({ AR100: 0 });
  });

  it('has the recall of the one, the ten, the hundred best detections of a picture', () => {
    const annotations = [{ bbox: A }, { bbox: B }];
    expect(metricsOf(truthOf(...annotations), ...annotations.map(({ bbox }) => result(0.9, { bbox })))).toMatchObject({
      AP: 1,
      AR1: 0.5,
      AR10: 1,
      AR100: 1,
    });
  });

  it('without classes a box under another name is right', () => {
    const { metrics, class_agnostic } = evaluateCoco(truthOf({}), [result(0.9, { category_id: DOG.id })]);
    expect([metrics.AP, class_agnostic.AP]).toEqual([0, 1]);
  });

  it('keeps classes of one name apart, and any name', () => {
    const categories = [CAT, { id: 2, name: 'cat' }, { id: 3, name: '__proto__' }];
    expect(Object.keys(evaluateCoco({ ...truthOf(), categories }, []).per_class)).toEqual([
      'cat (1)',
      'cat (2)',
      '__proto__',
    ]);
  });
});
