import { describe, expect, it } from 'vitest';
import { roundToHalves } from '../checkpoint/tensors/halves';
import { readPromptFile, writePromptFile } from './promptFile';
import type { TunedPrompt } from './tunedPrompt';

const half = { before: { ap: 0, ap50: null }, after: { ap: 0.5, ap50: 1 } };
const ALIGNMENT: TunedPrompt = {
  model: { name: 'glip-micro', fingerprint: '0123abcd' },
  prompt: 'red circle. zorple',
  spans: [{ start: 12, end: 18 }],
  taught: [{ start: 12, end: 18 }],
  offsets: {
    form: 'alignment',
    positions: [4, 5],
    values: roundToHalves(Float32Array.of(0.1, -2, 3e-5, 1, 0, 60000)),
    bias: Float32Array.of(-1, 0.5),
  },
  examples: [{ fingerprint: '0f'.repeat(32), boxes: 2, wrong: 1, heldOut: false }],
  metrics: { learned: half, heldOut: half },
};
const EMBEDDING: TunedPrompt = {
  ...ALIGNMENT,
  spans: [],
  offsets: { form: 'embedding', positions: [0, 1, 2], values: Float32Array.of(1, 2, 3) },
  metrics: { learned: half },
};

describe('files of taught prompts', () => {
  it.each([ALIGNMENT, EMBEDDING])('bring back what was written: $offsets.form', (prompt) => {
    expect(readPromptFile(writePromptFile(prompt))).toEqual(prompt);
  });

  it('are small: a phrase of two tokens of glip-micro takes less than two kilobytes', () => {
    const offsets = {
      form: 'alignment',
      positions: [4, 5],
      values: new Float32Array(2 * 96).fill(0.1),
      bias: Float32Array.of(1, 1),
    } as const;
    expect(writePromptFile({ ...ALIGNMENT, offsets }).length).toBeLessThan(2048);
  });

  type File = Record<string, Record<string, unknown> & unknown[]>;
  it.each<[fault: string, spoil: (file: File) => unknown]>([
    ['the file must be JSON', () => '{'],
    ['the file must be an object', () => []],
    ['the file must be shorter', () => ' '.repeat(2 ** 21 + 1)],
    ['format must be', (file) => ({ ...file, format: 'other' })],
    ['version must be 1', (file) => ({ ...file, version: 2 })],
    ['prompt must be a text', (file) => ({ ...file, prompt: ' ' })],
    ['prompt must be at most', (file) => ({ ...file, prompt: 'a'.repeat(4001) })],
    ['model must be an object', (file) => ({ ...file, model: 'glip-micro' })],
    ['model.fingerprint must be 8', (file) => ({ ...file, model: { name: 'x', fingerprint: '0123ABCD' } })],
    ['taught must be a list', (file) => ({ ...file, taught: undefined })],
    ['taught must be a list of at least one', (file) => ({ ...file, taught: [] })],
    ['taught[0] must be some of the prompt', (file) => ({ ...file, taught: [{ start: 12, end: 19 }] })],
    ['taught[0].start must be a whole number', (file) => ({ ...file, taught: [{ start: 1.5, end: 3 }] })],
    ['taught[0].end must be a whole number', (file) => ({ ...file, taught: [{ start: 12, end: '18' }] })],
    ['taught[0] must be some of the prompt', (file) => ({ ...file, taught: [{ start: -1, end: 3 }] })],
    [
      'spans[1] must be some of the prompt',
      (file) => ({
        ...file,
        spans: [
          { start: 4, end: 10 },
          { start: 0, end: 3 },
        ],
      }),
    ],
    ['offsets.form must be', (file) => ({ ...file, offsets: { ...file['offsets'], form: 'weights' } })],
    [
      'offsets.positions must be a list of at least one',
      (file) => ({ ...file, offsets: { ...file['offsets'], positions: [] } }),
    ],
    [
      'offsets.positions[1] must be a whole number',
      (file) => ({ ...file, offsets: { ...file['offsets'], positions: [5, 4] } }),
    ],
    [
      'offsets.positions[0] must be a whole number',
      (file) => ({ ...file, offsets: { ...file['offsets'], positions: [-1, 4] } }),
    ],
    [
      'offsets.values must be finite float16 numbers',
      (file) => ({ ...file, offsets: { ...file['offsets'], values: 'no base64!' } }),
    ],
    [
      'offsets.values must be finite float16 numbers',
      (file) => ({ ...file, offsets: { ...file['offsets'], values: btoa('\0\x7c\0\0') } }),
    ],
    [
      'offsets.values must be finite float16 numbers',
      (file) => ({ ...file, offsets: { ...file['offsets'], values: btoa('odd') } }),
    ],
    ['offsets.values must be a row', (file) => ({ ...file, offsets: { ...file['offsets'], values: btoa('123456') } })],
    [
      'offsets.bias must be a number for every',
      (file) => ({ ...file, offsets: { ...file['offsets'], bias: btoa('12') } }),
    ],
    [
      'examples must be a list of at most',
      (file) => ({ ...file, examples: Array.from({ length: 101 }, () => file['examples']![0]) }),
    ],
    [
      'examples[0].fingerprint must be 64',
      (file) => ({ ...file, examples: [{ fingerprint: 'x', boxes: 1, wrong: 0, heldOut: false }] }),
    ],
    [
      'examples[0].boxes must be',
      (file) => ({ ...file, examples: [{ fingerprint: '0f'.repeat(32), boxes: -1, wrong: 0, heldOut: false }] }),
    ],
    [
      'metrics.learned.after.ap must be',
      (file) => ({ ...file, metrics: { learned: { ...half, after: { ap: 2, ap50: 0 } } } }),
    ],
  ])('refused: %s', (fault, spoil) => {
    const spoiled = spoil(JSON.parse(writePromptFile(ALIGNMENT)) as File);
    const text = typeof spoiled === 'string' ? spoiled : JSON.stringify(spoiled);
    expect(() => readPromptFile(text)).toThrow(
      expect.objectContaining({ code: 'prompt-file', message: expect.stringContaining(fault) as string }),
    );
  });
});
