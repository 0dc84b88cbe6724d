import { describe, expect, it } from 'vitest';
import { readEvaluateArguments } from './evaluateArguments';

const GROUNDING = ['--grounding', 'a.jsonl', '--images', 'pictures'];
const COCO = ['--coco', 'val.json', '--images', 'pictures'];
const RESULTS = ['--ground-truth', 'val.json', '--results', 'r.json'];

describe('evaluate arguments', () => {
  it('reads the shortest forms', () => {
    const run = { images: 'pictures', model: 'public/weights/glip-micro', json: false };
    expect(readEvaluateArguments(GROUNDING)).toEqual({ kind: 'grounding', file: 'a.jsonl', ...run });
    expect(readEvaluateArguments(COCO)).toEqual({ kind: 'coco', file: 'val.json', asStored: false, ...run });
    expect(readEvaluateArguments(RESULTS)).toEqual({
      kind: 'ground-truth',
      file: 'val.json',
      results: 'r.json',
      json: false,
    });
  });

  it('reads every option', () => {
    expect(readEvaluateArguments(['--json', '--model=weights/x', ...GROUNDING])).toMatchObject({
      model: 'weights/x',
      json: true,
    });
    expect(readEvaluateArguments(['--json', '--model=weights/x', '--out', 'r.json', ...COCO])).toMatchObject({
      model: 'weights/x',
      out: 'r.json',
      json: true,
    });
    expect(readEvaluateArguments(['--as-stored', '--save-images', 'drawn', ...COCO])).toMatchObject({
      asStored: true,
      saveImages: 'drawn',
    });
    expect(readEvaluateArguments(['--save-images', 'drawn', ...GROUNDING])).toMatchObject({ saveImages: 'drawn' });
    expect(readEvaluateArguments([...RESULTS, '--json'])).toMatchObject({ json: true });
  });

  it.each([
    [[], /A file to evaluate on is needed/],
    [['--images', 'pictures'], /A file to evaluate on is needed/],
    [['--results', 'r.json'], /A file to evaluate on is needed/],
    [['--grounding', 'a.jsonl'], /The folder of the pictures is needed/],
    [['--coco', 'val.json', '--images='], /The folder of the pictures is needed/],
    [['--ground-truth', 'val.json'], /The results to score are needed/],
    [['--grounding=', '--images', 'pictures'], /A file to evaluate on is needed/],
    [[...GROUNDING, '--coco', 'val.json'], /--grounding and --coco exclude each other/],
    [[...GROUNDING, '--out', 'r.json'], /--out has no meaning with --grounding/],
    [[...COCO, '--results', 'r.json'], /--results has no meaning with --coco/],
    [[...RESULTS, '--images', 'pictures'], /--images has no meaning with --ground-truth/],
    [[...COCO, '--out', './val.json'], /--out would overwrite the annotations/],
    [[...COCO, '--out='], /--out needs a file to write/],
    [[...GROUNDING, 'more'], /Unexpected argument 'more'/],
    [[...GROUNDING, '--jsno'], /Unknown option '--jsno'/],
    [['--images', 'pictures', '--grounding'], /--grounding/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readEvaluateArguments(args)).toThrow(message);
    expect(() => readEvaluateArguments(args)).toThrow(/^[^\n]*$/);
  });
});
