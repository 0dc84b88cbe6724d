import { readSafetensors } from '../../src/model/checkpoint/safetensors/safetensors';
import { decodeTensor, type RawTensor } from '../../src/model/checkpoint/tensors/rawTensor';
import { fmix32 } from './weights';

/** Golden tensors as the golden README describes them. Pure: `directory.ts` reads them from disk, the browser fetches them. */

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

export interface TensorStats {
  readonly shape: readonly number[];
  readonly samples: readonly number[];
}

/** Flat indices of the samples that stand for a tensor of `size` elements (golden README, section 4). */
export const sampleIndices = (count: number, size: number): number[] =>
  Array.from({ length: count }, (_, k) => fmix32(Math.imul(k, 0x9e3779b9) + 1) % size);

/** The stored tensors of one file, decoded when asked for. */
export class GoldenFile {
  private constructor(
    private readonly tensors: ReadonlyMap<string, RawTensor>,
    private readonly stats: Readonly<Record<string, TensorStats>>,
  ) {}

  /** @param stats the parsed `*.stats.json`, where there is one. */
  static read(
    safetensors: Uint8Array,
    stats?: { readonly tensors: Readonly<Record<string, TensorStats>> },
  ): GoldenFile {
    return new GoldenFile(readSafetensors(safetensors).tensors, stats?.tensors ?? {});
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
  points(
    name: string,
  ): { shape: readonly number[]; indices: Iterable<number>; value(k: number, index: number): number } | undefined {
    if (this.tensors.has(name)) {
      const { shape, values } = this.get(name);
      return { shape, indices: values.keys(), value: (_, index) => values[index]! };
    }
    const stats = this.stats[name];
    if (!stats) return undefined;
    const size = stats.shape.reduce((a, b) => a * b, 1);
    return { shape: stats.shape, indices: sampleIndices(stats.samples.length, size), value: (k) => stats.samples[k]! };
  }
}
