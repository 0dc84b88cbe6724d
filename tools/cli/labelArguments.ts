import type { Format } from '../../src/data/datasets/formats';
import { parseCommand, readFraction } from './command';
import { readFormat } from './format';

export const USAGE =
  'Usage: npm run label -- --images DIR --prompt "…" --out DIR [--format coco|yolo|voc|csv|jsonl] [--min-score 0.5] [--model DIR]' +
  ' [--shard I/N] [--resume] or npm run label -- --merge --out DIR [--format …]';

/** A part of the pictures: every `of`-th, beginning with the `index`-th. Counts from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export type LabelArguments = { readonly out: string; readonly format: Format } & (
  | { readonly kind: 'merge' }
  | {
      readonly kind: 'label';
      readonly images: string;
      readonly prompt: string;
      readonly model: string;
      /** 0 to 1; boxes below are left out. */
      readonly minScore: number;
      readonly shard: Shard;
      readonly resume: boolean;
    }
);

/** @throws Error with one sentence for whoever typed the command. */
export function readLabelArguments(args: readonly string[]): LabelArguments {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseCommand(args, USAGE, {
    images: text,
    prompt: text,
    out: text,
    format: text,
    'min-score': text,
    model: text,
    shard: text,
    resume: flag,
    merge: flag,
  });
  const { images, prompt, out, resume = false, merge = false, model = 'public/weights/glip-micro' } = values;
  if (!out) throw new Error(`--out needs a folder to write into. ${USAGE}`);
  const format = readFormat('format', values.format ?? 'coco', USAGE);
  if (merge) {
    const stray = (['images', 'prompt', 'shard', 'min-score', 'resume'] as const).find(
      (name) => values[name] !== undefined,
    );
    if (stray !== undefined) throw new Error(`--${stray} has no meaning with --merge. ${USAGE}`);
    return { kind: 'merge', out, format };
  }
  if (!images) throw new Error(`--images needs the folder of the pictures. ${USAGE}`);
  if (!prompt?.trim()) throw new Error(`--prompt needs a caption, or a list such as "red ball. blue cup". ${USAGE}`);
  return {
    kind: 'label',
    images,
    prompt,
    out,
    format,
    model,
    minScore: readFraction('min-score', values['min-score'] ?? '0.5'),
    shard: readShard(values.shard ?? '1/1'),
    resume,
  };
}

function readShard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new Error(`--shard is a part and how many there are, 1/4 to 4/4, not "${text}".`);
  return { index, of };
}
