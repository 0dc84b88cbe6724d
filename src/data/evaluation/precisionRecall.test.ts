import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateCoco } from './coco';
import { readCocoResults, readCocoTruth } from '../datasets/cocoFile';
import { meanCurve, precisionRecall } from './precisionRecall';

function readCase(name: string) {
  const file = new URL(`../../../tests/fixtures/coco/${name}.json`, import.meta.url);
  const { ground_truth, detections } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'ground_truth' | 'detections',
    object
  >;
  const truth = readCocoTruth(JSON.stringify(ground_truth));
  return { truth, results: readCocoResults(JSON.stringify(detections), truth) };
}

describe('precision-recall curves', () => {
  it.each(['case1', 'case2', 'case3'])('have the average precisions of %s below them', (name) => {
    const { truth, results } = readCase(name);
    const curves = precisionRecall(truth, results);
    const areas = curves.map(({ points }) => points.reduce((sum, { precision }) => sum + precision, 0) / points.length);
    const { AP, AP50, AP75 } = evaluateCoco(truth, results).metrics;
    expect(areas[0]).toBeCloseTo(AP50, 9);
    expect(areas[5]).toBeCloseTo(AP75, 9);
    expect(meanCurve(curves).reduce((sum, { precision }) => sum + precision, 0) / 101).toBeCloseTo(AP, 9);
  });

  it('never rise', () => {
    const { truth, results } = readCase('case3');
    for (const { points } of precisionRecall(truth, results)) {
      for (const [i, { precision }] of points.entries())
        expect(precision).toBeLessThanOrEqual(points[i - 1]?.precision ?? 1);
    }
  });

  it('there are none where there is nothing to find', () => {
    const { truth, results } = readCase('case1');
    expect(precisionRecall({ ...truth, annotations: [] }, results)).toEqual([]);
  });
});
