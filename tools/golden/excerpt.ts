/**
 * Makes fixtures of golden runs: what a test needs to run the network and to compare its results, in a tenth of the space.
 * Usage: npx tsx tools/golden/excerpt.ts GOLDENS MODEL OUT
 *
 * The picture, the tokens, the FPN's levels, the predictions and the detections are kept in full. Of every other activation 256
 * samples are kept, as in the `*.stats.json` of the full-size runs. Rows and columns of padding beyond 32 tokens are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../../src/model/checkpoint/safetensors/safetensors';
import { decodeTensor, type RawTensor } from '../../src/model/checkpoint/tensors/rawTensor';
import { readRuns } from './directory';
import { sampleIndices, type TensorStats } from './reference';

const TOKENS = 32;
const SAMPLES = 256;

/** Nothing compares these. */
const UNUSED = /^(anchors\.|cand\d|bert\.(hidden|aggregate)$|swin\.stage2$|image_sizes$)/;
const IN_FULL = /^(input|input_ids|attention_mask|fpn\..*|out\..*|det\d+\..*)$/;
/** Activations with a row for every token, and alignments with a column for every token. */
const TOKEN_ROWS = /^(input_ids|attention_mask|bert\..*|head\..*\.lang)$/;
const TOKEN_COLUMNS = /^out\.dot_product_logits\./;

function main([directory, model, out]: string[]): void {
  if (!directory || !model || !out) throw new Error('Usage: npx tsx tools/golden/excerpt.ts GOLDENS MODEL OUT');
  for (const name of [`${model}_runs.json`, `${model}_state_dict_keys.json`]) {
    writeFileSync(join(out, name), `${JSON.stringify(JSON.parse(readFileSync(join(directory, name), 'utf8')))}\n`);
  }
  for (const { run } of readRuns(directory, model)) {
    const full = new Map<string, RawTensor>();
    const stats: Record<string, TensorStats> = {};
    for (const [name, whole] of readSafetensors(readFileSync(join(directory, `${run}.safetensors`))).tensors) {
      if (UNUSED.test(name)) continue;
      const tensor = TOKEN_ROWS.test(name) ? cut(whole, 1) : TOKEN_COLUMNS.test(name) ? cut(whole, 2) : whole;
      if (IN_FULL.test(name)) full.set(name, tensor);
      else stats[name] = samplesOf(name, tensor);
    }
    writeFileSync(join(out, `${run}.safetensors`), fileOf(full));
    writeFileSync(join(out, `${run}.stats.json`), `${JSON.stringify({ tensors: stats })}\n`);
  }
}

/** The first tokens of an axis. */
function cut({ dtype, shape, bytes }: RawTensor, axis: number): RawTensor {
  const kept = shape.map((size, i) => (i === axis ? Math.min(size, TOKENS) : size));
  const inner = (of: readonly number[]) =>
    of.slice(axis).reduce((a, b) => a * b, bytes.length / shape.reduce((a, b) => a * b, 1));
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += inner(shape)) pieces.push(bytes.subarray(at, at + inner(kept)));
  return { dtype, shape: kept, bytes: Buffer.concat(pieces) };
}

function samplesOf(name: string, tensor: RawTensor): TensorStats {
  const values = decodeTensor(name, tensor);
  return {
    shape: tensor.shape,
    samples: sampleIndices(SAMPLES, values.length).map((index) => Number(values[index]!.toPrecision(9))),
  };
}

function fileOf(tensors: ReadonlyMap<string, RawTensor>): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(
    ([name, { dtype, shape, bytes }]) => [name, { dtype, shape, data_offsets: [end, (end += bytes.length)] }] as const,
  );
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(header.length / 8) * 8;
  const preamble = Buffer.alloc(8);
  preamble.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([
    preamble,
    header,
    Buffer.alloc(length - header.length, ' '),
    ...[...tensors.values()].map(({ bytes }) => bytes),
  ]);
}

main(process.argv.slice(2));
