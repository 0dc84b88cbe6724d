import * as tf from '@tensorflow/tfjs-core';
import { KERNELS } from './kernels';
import type { Native } from './native';

const ROUNDS = 7;
/** More threads must win clearly: they take cores from the browser itself. */
const WORTHWHILE = 0.85;

/**
 * Whether kernels are faster here and now if threads share their work: on a busy machine the one that calls would wait for the others.
 * @param now milliseconds
 */
export function threadsPay(native: Native, now = () => performance.now()): boolean {
  // A product of which Swin has many, and of usual numbers: with others a processor may take its time.
  const inputs = { x: tf.randomUniform([784, 96]), weight: tf.randomUniform([96, 384]) };
  const sample = () => native.release(KERNELS.Linear(native, inputs, { gelu: false }));
  const milliseconds = () => {
    const begin = now();
    sample();
    return now() - begin;
  };
  sample(); // compiled with the first run
  const rounds = Array.from({ length: ROUNDS }, () => ({ together: milliseconds(), alone: native.alone(milliseconds) }));
  tf.dispose(inputs);
  const median = (times: number[]) => times.sort((a, b) => a - b)[ROUNDS >> 1]!;
  return median(rounds.map(({ together }) => together)) <= WORTHWHILE * median(rounds.map(({ alone }) => alone));
}
