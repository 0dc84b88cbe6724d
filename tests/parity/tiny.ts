import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { loadParameters, type ParamScope } from '../../src/model/network/params';
import { openGolden, readRules } from '../../tools/golden/directory';
import { generateWeights } from '../../tools/golden/weights';
import { GOLDENS, TINY } from '../support/tinyModel';

/** The golden tensors of isolated modules, and the tiny model's parameters for them. */

export { GOLDENS, TINY };
export const golden = openGolden(GOLDENS, 'tiny_modules');
const rules = readRules(GOLDENS);

/** A module's parameters at a state-dict prefix, through the module's own reader. */
export async function tinyParams<T>(prefix: string, read: (scope: ParamScope) => T): Promise<T> {
  const scoped = (scope: ParamScope) => read(scope.scope(prefix));
  return (await loadParameters(generateWeights(scoped, rules, '', 'tiny'), scoped)).params;
}

/** Item `batch` of a stored [N, rows, channels]. */
export function rowsOf(name: string, batch: number): tf.Tensor2D {
  const { shape, values } = golden.get(name);
  const size = shape[1]! * shape[2]!;
  return tf.tensor2d(values.slice(batch * size, (batch + 1) * size), [shape[1]!, shape[2]!]);
}

/** Item `batch` of a stored [N, channels, h, w], as [h, w, channels]. */
export function mapOf(name: string, batch: number): tf.Tensor3D {
  const { shape, values } = golden.get(name);
  const [, c, h, w] = shape as [number, number, number, number];
  const size = c * h * w;
  return tf.tidy(() => tf.transpose(tf.tensor3d(values.slice(batch * size, (batch + 1) * size), [c, h, w]), [1, 2, 0]));
}

/** Item `batch` of a stored text mask [N, tokens]. */
export function maskOf(name: string, batch: number): Int32Array {
  const { shape, values } = golden.get(name);
  return Int32Array.from(values.slice(batch * shape[1]!, (batch + 1) * shape[1]!));
}

/** Every value within `tolerance` of the golden, and as many of them. */
export function expectClose(ours: tf.Tensor, wanted: tf.Tensor, tolerance: number): void {
  expect(ours.shape).toEqual(wanted.shape);
  expect(maxDifference(ours.dataSync(), wanted.dataSync())).toBeLessThanOrEqual(tolerance);
}

export function maxDifference(ours: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(ours.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(ours[i]! - wanted[i]!);
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }
  return worst;
}
