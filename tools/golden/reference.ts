import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeTensor, readSafetensors, type RawTensor } from '../../src/model/weights/safetensors';
import { fmix32, type WeightRule } from './weights';

/** A directory of golden tensors, as the golden README describes it. */

export interface GoldenRun {
  readonly run: string;
  /** Label (from 1) -> token positions. */
  readonly positive_map: Readonly<Record<string, readonly number[]>>;
  readonly image_sizes_hw: readonly (readonly [number, number])[];
  readonly captions_token_ids: readonly (readonly number[])[];
  readonly weight_salt: string;
}

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface TensorStats {
  readonly shape: readonly number[];
  readonly samples: readonly number[];
}

export function readRules(directory: string): WeightRule[] {
  return readJson(join(directory, 'weight_rules.json')) as WeightRule[];
}

/** All runs of a model ("tiny", "glip_t") in the directory; none if it has no such model. */
export function readRuns(directory: string, model: string): GoldenRun[] {
  const file = join(directory, `${model}_runs.json`);
  return existsSync(file) ? Object.values(readJson(file) as Record<string, GoldenRun>) : [];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The stored tensors of one file, decoded when asked for. */
export class GoldenFile {
  private constructor(
    private readonly tensors: ReadonlyMap<string, RawTensor>,
    private readonly stats: Readonly<Record<string, TensorStats>>,
  ) {}

  /** `name.safetensors`, and `name.stats.json` where there is one. */
  static open(directory: string, name: string): GoldenFile {
    const stats = join(directory, `${name}.stats.json`);
    return new GoldenFile(
      readSafetensors(readFileSync(join(directory, `${name}.safetensors`))).tensors,
      existsSync(stats) ? (readJson(stats) as { tensors: Record<string, TensorStats> }).tensors : {},
    );
  }

  has(name: string): boolean {
    return this.tensors.has(name) || name in this.stats;
  }

  /** @throws Error if the tensor is not stored in full. */
  get(name: string): GoldenTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`The golden file has no tensor "${name}".`);
    return { shape: tensor.shape, values: decodeTensor(name, tensor) };
  }

  /** Golden values and their flat indices: all of a stored tensor, else the 256 samples of its statistics; none if absent. */
  points(name: string): { shape: readonly number[]; indices: Iterable<number>; value(k: number, index: number): number } | undefined {
    if (this.tensors.has(name)) {
      const { shape, values } = this.get(name);
      return { shape, indices: values.keys(), value: (_, index) => values[index]! };
    }
    const stats = this.stats[name];
    if (!stats) return undefined;
    const size = stats.shape.reduce((a, b) => a * b, 1);
    const indices = stats.samples.map((_, k) => fmix32(Math.imul(k, 0x9e3779b9) + 1) % size);
    return { shape: stats.shape, indices, value: (k) => stats.samples[k]! };
  }
}
