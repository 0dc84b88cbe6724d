import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCocoTruth } from '../../data/datasets/cocoFile';
import { Scores } from './scores';

const CATEGORIES = [{ id: 1, name: 'cat' }];
const box = (image_id: number, x: number) => ({ image_id, category_id: 1, bbox: [x, 0, 50, 50] as const });
const TRUTH = {
  images: [{ id: 4 }, { id: 5 }, { id: 6 }],
  categories: CATEGORIES,
  annotations: [box(4, 0), box(5, 0)].map((each) => ({ ...each, area: 2500, iscrowd: false })),
};
const answer = (image: number, x: number) => ({ kind: 'coco', results: [{ ...box(image, x), score: 0.9 }] }) as const;
const blob = (content: unknown) => new Blob([JSON.stringify(content)]);

describe('scores', () => {
  it.each(['case1', 'case2', 'case3'])('of a results file are those of the reference evaluator: %s', async (name) => {
    const file = new URL(`../../../tests/fixtures/coco/${name}.json`, import.meta.url);
    const { ground_truth, detections, expected } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'ground_truth' | 'detections',
      unknown
    > & { expected: Record<string, number> };
    const scores = new Scores({ kind: 'coco', truth: readCocoTruth(JSON.stringify(ground_truth)) });
    await scores.takeResults(blob(detections), 'r.json');
    const outcome = scores.judge(0);
    if (outcome.kind !== 'coco') throw new Error('These are COCO annotations.');
    for (const [metric, value] of Object.entries<number>({ ...outcome.evaluation.metrics }))
      expect(value, metric).toBeCloseTo(expected[metric]!, 9);
  });

  it('are of the answered pictures alone, the worst first', () => {
    const scores = new Scores({ kind: 'coco', truth: TRUTH });
    scores.take(2, answer(6, 0));
    scores.take(0, answer(4, 0));
    expect(scores.judge(0)).toMatchObject({
      pictures: [
        { index: 0, score: 1 },
        { index: 2, score: undefined },
      ],
    });
    scores.take(1, answer(5, 300));
    const { pictures } = scores.judge(0);
    expect(pictures.map(({ index, score }) => [index, score])).toEqual([
      [1, 0],
      [0, 1],
      [2, undefined],
    ]);
    scores.begin();
    expect(scores.judge(0).pictures).toEqual([]);
  });

  it('of a results file count all pictures, and leave out what the annotations do not know', async () => {
    const scores = new Scores({ kind: 'coco', truth: TRUTH });
    const results = [
      { ...box(4, 0), score: 0.9 },
      { ...box(4, 0), category_id: 8, score: 0.9 },
    ];
    await scores.takeResults(blob(results), 'r.json');
    expect(scores.judge(0)).toMatchObject({
      strays: 1,
      evaluation: { metrics: { AR100: 0.5 } },
      pictures: { length: 3 },
    });
    expect(scores.answered(0)).toMatchObject({ annotations: [TRUTH.annotations[0]], answer: { results } });
    expect(JSON.parse(await scores.resultsFile().text())).toEqual(results);
    await expect(scores.takeResults(blob([]), 'none.json')).rejects.toThrow('none.json holds no detections.');
    expect(scores.answered(0).answer).toMatchObject({ results });
  });

  it('of phrases refuse COCO results', async () => {
    const lines = [
      {
        image: 'a.png',
        caption: 'a cat',
        phrases: [{ start: 2, end: 5, boxes: [[0, 0, 9, 9] as const] }],
        place: 'a.jsonl, line 1',
      },
    ];
    const scores = new Scores({ kind: 'grounding', lines });
    scores.take(0, {
      kind: 'grounding',
      records: [{ truth: [[0, 0, 9, 9]], found: [{ box: [0, 0, 9, 9], score: 0.8 }] }],
    });
    expect(scores.judge(0.5)).toMatchObject({
      kind: 'grounding',
      phrases: 1,
      pictures: [{ index: 0, score: 1 }],
      evaluation: { metrics: { recall1: 1 } },
    });
    await expect(scores.takeResults(blob([]), 'r.json')).rejects.toThrow(
      'r.json holds results for COCO annotations, and what is open is grounding data.',
    );
  });
});
