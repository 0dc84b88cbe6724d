import { describe, expect, it } from 'vitest';
import fixture from '../../../tests/fixtures/grounding_metrics.json';
import type { Box } from '../../model/types';
import { evaluateGrounding, type GroundingMetrics, type PhraseRecord } from './grounding';

const A: Box = [0, 0, 10, 10];
const B: Box = [20, 20, 40, 40];
const NOTHING = {
  recall1: null,
  recall5: null,
  recall10: null,
  ap50: null,
  ap: null,
  absent_fired: null,
  present_missed: null,
};

const record = (truth: readonly Box[], ...found: readonly (readonly [Box, number])[]): PhraseRecord => ({
  truth,
  found: found.map(([box, score]) => ({ box, score })),
});
const metricsOf = (records: readonly PhraseRecord[], threshold = 0.5) => evaluateGrounding(records, threshold).metrics;

describe('metrics of grounding', () => {
  it("equals the trainer's on random records", () => {
    const { records, threshold, expected } = fixture as unknown as {
      records: PhraseRecord[];
      threshold: number;
      expected: { metrics: GroundingMetrics; by_tag: Record<string, GroundingMetrics> };
    };
    const { metrics, by_tag } = evaluateGrounding(records, threshold);
    expectClose(metrics, expected.metrics);
    expect(Object.keys(by_tag)).toEqual(Object.keys(expected.by_tag));
    for (const [tag, row] of Object.entries(by_tag)) expectClose(row, expected.by_tag[tag]!);
  });

  it('is perfect for a perfect answer, in whatever order it comes', () => {
    const records = [record([A, B], [B, 0.8], [A, 0.9]), record([])];
    expect(metricsOf(records)).toEqual({
      recall1: 1,
      recall5: 1,
      recall10: 1,
      ap50: 1,
      ap: 1,
      absent_fired: 0,
      present_missed: 0,
    });
  });

  it('knows no numbers without phrases, and none about boxes without true ones', () => {
    expect(evaluateGrounding([], 0.5)).toEqual({ metrics: NOTHING, by_tag: {} });
    expect(metricsOf([record([], [A, 0.9])])).toEqual({ ...NOTHING, absent_fired: 1 });
  });

  it('counts a phrase without detections as missed', () => {
    expect(metricsOf([record([A])])).toEqual({
      recall1: 0,
      recall5: 0,
      recall10: 0,
      ap50: 0,
      ap: 0,
      absent_fired: null,
      present_missed: 1,
    });
  });

  it('looks for the recall at the first k boxes', () => {
    const wrong = (n: number) => Array.from({ length: n }, (_, i) => [B, 0.9 - i / 100] as const);
    const after = (n: number) => record([A], ...wrong(n), [A, 0.1]);
    expect(metricsOf([after(0), after(1), after(4), after(5), after(9), after(10)])).toMatchObject({
      recall1: 1 / 6,
      recall5: 3 / 6,
      recall10: 5 / 6,
    });
  });

  it('needs an overlap of one half', () => {
    expect(metricsOf([record([A], [[0, 0, 10, 5], 0.9])])).toMatchObject({ recall1: 1, ap50: 1, present_missed: 0 });
    expect(metricsOf([record([A], [[0, 0, 10, 4.99], 0.9])])).toMatchObject({ recall1: 0, ap50: 0, present_missed: 1 });
  });

  it('ranks the detections of all phrases together, those of absent ones included', () => {
    expect(metricsOf([record([A], [A, 0.6]), record([], [B, 0.9])])).toMatchObject({ ap50: 0.5, ap: 0.5 });
    expect(metricsOf([record([A], [A, 0.9]), record([], [B, 0.6])])).toMatchObject({ ap50: 1, ap: 1 });
  });

  it('interpolates the precision at 101 recalls', () => {
    // Recall 1/2 at precision 1 counts at 0.00 to 0.50, recall 1 at precision 2/3 at the other fifty.
    expect(metricsOf([record([A, B], [A, 0.9], [[50, 50, 60, 60], 0.8], [B, 0.7])]).ap50).toBeCloseTo(
      (51 + 50 * (2 / 3)) / 101,
      12,
    );
    expect(metricsOf([record([A, B], [A, 0.9])]).ap50).toBeCloseTo(51 / 101, 12);
  });

  it('lets a true box be found once', () => {
    const near: Box = [0, 0, 10, 9];
    expect(metricsOf([record([A], [near, 0.9], [A, 0.8]), record([B], [B, 0.7])]).ap50).toBeCloseTo(
      (51 + 50 * (2 / 3)) / 101,
      12,
    );
  });

  it('falls with the overlap', () => {
    // IoU 0.72: right at 0.50, 0.55, 0.60, 0.65 and 0.70.
    expect(metricsOf([record([A], [[0, 0, 10, 7.2], 0.9])])).toMatchObject({ ap50: 1, ap: 0.5 });
  });

  it('counts the best hundred boxes of a phrase', () => {
    const wrong = (n: number) => Array.from({ length: n }, () => [B, 0.9] as const);
    expect(metricsOf([record([A], ...wrong(99), [A, 0.8])]).ap50).toBeCloseTo(1 / 100, 12);
    expect(metricsOf([record([A], ...wrong(100), [A, 0.8])]).ap50).toBe(0);
  });

  it('shows what is at the threshold or above', () => {
    const records = [record([A], [A, 0.5]), record([], [B, 0.5])];
    expect(metricsOf(records, 0.5)).toMatchObject({ absent_fired: 1, present_missed: 0 });
    expect(metricsOf(records, 0.51)).toMatchObject({ absent_fired: 0, present_missed: 1 });
    // A wrong box above the threshold does not make the right one below it seen.
    expect(metricsOf([record([A], [B, 0.9], [A, 0.4])])).toMatchObject({ recall5: 1, present_missed: 1 });
  });

  it('measures each tag on its own phrases', () => {
    const records = [
      { ...record([A], [A, 0.6]), tag: 'shape' },
      { ...record([], [B, 0.9]), tag: '__proto__' },
      record([A], [B, 0.8]),
    ];
    const { metrics, by_tag } = evaluateGrounding(records, 0.5);
    expect(metrics).toMatchObject({ recall1: 0.5, absent_fired: 1 });
    expect(Object.entries(by_tag)).toEqual([
      ['__proto__', { ...NOTHING, absent_fired: 1 }],
      ['shape', { recall1: 1, recall5: 1, recall10: 1, ap50: 1, ap: 1, absent_fired: null, present_missed: 0 }],
    ]);
  });
});

function expectClose(found: GroundingMetrics, wanted: GroundingMetrics): void {
  expect(Object.keys(found)).toEqual(Object.keys(NOTHING));
  for (const [name, value] of Object.entries(wanted) as [keyof GroundingMetrics, number | null][]) {
    if (value === null) expect(found[name], name).toBeNull();
    else expect(Math.abs(found[name]! - value), name).toBeLessThan(1e-12);
  }
}
