import type { GlipConfig } from '../../src/model/config/config';
import { readGlip } from '../../src/model/network/glip';
import { parameterShapes, type ParamScope } from '../../src/model/network/params';
import { elementCount } from '../../src/model/checkpoint/tensors/strided';
import type { CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';

/** The deterministic weights behind the golden tensors: section 2 of the golden README. */

export interface WeightRule {
  readonly id: string;
  readonly pattern: string;
  readonly derived?: boolean;
  /** A number, or one per salt + model. */
  readonly center?: number | Readonly<Record<string, number>>;
  readonly amp?: number;
  readonly gain?: number;
}

/** FNV-1a, 32 bit, over UTF-8. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The i-th r-value of a seed, in [-1, 1). */
function hashValue(seed: number, i: number): number {
  return 2 * (fmix32(seed + Math.imul(i, 0x9e3779b9)) / 2 ** 32) - 1;
}

/** Finaliser of MurmurHash3. */
export function fmix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One generated parameter in PyTorch layout. @throws if no rule fits the name. */
export function goldenTensor(
  name: string,
  shape: readonly number[],
  rules: readonly WeightRule[],
  salt: string,
  model: string,
): Float32Array {
  const rule = rules.find(({ pattern }) => new RegExp(pattern).test(name));
  if (!rule || rule.derived) throw new Error(`No weight rule generates "${name}".`);
  const center = typeof rule.center === 'object' ? rule.center[salt + model] : rule.center;
  if (center === undefined) throw new Error(`Rule "${rule.id}" has no center for "${salt + model}".`);
  const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
  const amplitude = rule.amp ?? rule.gain! * Math.sqrt(3 / fanIn);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const seed = fnv1a(salt + name);
  for (let i = 0; i < values.length; i++) values[i] = center + amplitude * hashValue(seed, i);
  return values;
}

/** Every parameter of a model. */
export function goldenWeights(
  config: GlipConfig,
  rules: readonly WeightRule[],
  salt: string,
  model: string,
): Map<string, CheckpointTensor> {
  return generateWeights((scope) => readGlip(scope, config), rules, salt, model);
}

/** The parameters that `read` asks for, each generated only while it is read: 232 M parameters never lie in memory twice. */
export function generateWeights(
  read: (scope: ParamScope) => unknown,
  rules: readonly WeightRule[],
  salt: string,
  model: string,
): Map<string, CheckpointTensor> {
  const weights = new Map<string, CheckpointTensor>();
  for (const [name, shape] of parameterShapes(read)) {
    weights.set(name, {
      dtype: 'float32',
      shape,
      bytes: Float32Array.BYTES_PER_ELEMENT * elementCount(shape),
      read: () => Promise.resolve(new Uint8Array(goldenTensor(name, shape, rules, salt, model).buffer)),
    });
  }
  return weights;
}
