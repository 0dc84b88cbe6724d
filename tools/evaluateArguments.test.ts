import { describe, expect, it } from 'vitest';
import { readEvaluateArguments } from './evaluateArguments';

const NEEDED = ['--grounding', 'a.jsonl', '--images', 'pictures'];

describe('evaluate arguments', () => {
  it('reads the shortest form', () => {
    expect(readEvaluateArguments(NEEDED)).toEqual({ grounding: 'a.jsonl', images: 'pictures', model: 'public/weights/glip-micro', json: false });
  });

  it('reads every option', () => {
    expect(readEvaluateArguments(['--json', '--model=weights/x', ...NEEDED])).toMatchObject({ model: 'weights/x', json: true });
  });

  it.each([
    [[], /A file to evaluate on is needed/],
    [['--images', 'pictures'], /A file to evaluate on is needed/],
    [['--grounding', 'a.jsonl'], /The folder of the pictures is needed/],
    [['--grounding=', '--images', 'pictures'], /A file to evaluate on is needed/],
    [[...NEEDED, 'more'], /Unexpected argument 'more'/],
    [[...NEEDED, '--jsno'], /Unknown option '--jsno'/],
    [['--images', 'pictures', '--grounding'], /--grounding/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readEvaluateArguments(args)).toThrow(message);
    expect(() => readEvaluateArguments(args)).toThrow(/^[^\n]*$/);
  });
});
