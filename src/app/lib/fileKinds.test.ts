import { expect, it } from 'vitest';
import { isModelDrop, kindOf, type FileKind } from './fileKinds';

const bytes = (...values: number[]) => Uint8Array.from(values);

it.each<[FileKind, string, BlobPart, string?]>([
  ['weights', 'glip_tiny_model_o365.pth', ''],
  ['weights', 'model (1).SafeTensors', ''],
  // Told by their beginnings: a zip, a pickle, a JSON header after its length.
  ['weights', 'download', bytes(0x50, 0x4b, 3, 4, 0, 0)],
  ['weights', 'checkpoint.old', bytes(0x80, 2, 0x8a, 10)],
  ['weights', 'weights', bytes(0x10, 1, 0, 0, 0, 0, 0, 0, 0x7b, 0x22)],
  ['tokenizer', 'tokenizer.json', '{}'],
  ['tokenizer', 'tokenizer (2).json', '{}'],
  ['tokenizer', 'vocab.txt', '[PAD]'],
  ['config', 'config.json', '{}'],
  ['config', 'config (1).json', '{}'],
  ['picture', 'cat.jpg', bytes(0xff, 0xd8, 0xff), 'image/jpeg'],
  // Whatever else it is: opening it as a picture says what is wrong.
  ['picture', 'notes.txt', 'some notes', 'text/plain'],
  ['picture', 'empty', ''],
])('%s: %s', async (kind, name, content, type = '') => {
  expect(await kindOf(new File([content], name, { type }))).toBe(kind);
});

it('a data set that has a weights file in one of its folders is no model', () => {
  expect(isModelDrop(['glip.pth', 'config.json', 'README.md'])).toBe(true);
  expect(isModelDrop(['set/images/a.jpg', 'set/runs/best.pt', 'set/labels.json'])).toBe(false);
  expect(isModelDrop(['set/captions.jsonl', 'set/model.bin'])).toBe(false);
  expect(isModelDrop(['a.jpg'])).toBe(false);
});
