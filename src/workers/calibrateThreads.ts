import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

const ROUNDS = 7;
/** More threads must win clearly: they take cores from the browser itself. */
const WORTHWHILE = 0.85;

/**
 * Keeps the threads of the current wasm backend only if they pay. Large matrix products gain from them; the many small
 * operations between lose whenever a thread must be woken, and on a busy machine that makes the whole model several times
 * slower. Which of the two prevails only a measurement tells.
 * @param threads what the backend should use at most; it must have been started with one, since threads cannot be given back.
 * @returns the number that it uses from now on.
 */
export function calibrateThreads(threads: number): number {
  if (threads === 1) return 1;
  const { tfjs } = (tf.backend() as BackendWasm).wasm;
  const inputs = [tf.randomUniform([784, 96]), tf.randomUniform([96, 384])] as const;
  const alone = medianMilliseconds(inputs);
  tfjs.initWithThreadsCount(threads);
  const together = medianMilliseconds(inputs);
  if (together > WORTHWHILE * alone) tfjs.initWithThreadsCount(1);
  tf.dispose([...inputs]);
  return tfjs.getThreadsCount();
}

function medianMilliseconds(inputs: readonly [tf.Tensor, tf.Tensor]): number {
  sample(inputs); // compiled with the first run
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    sample(inputs);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
}

/** About the mixture of GLIP's head: to every matrix product some twenty element-wise operations. */
function sample([x, weight]: readonly [tf.Tensor, tf.Tensor]): void {
  tf.tidy(() => {
    for (let product = 0; product < 2; product++) {
      tf.matMul(x, weight);
      for (let i = 0; i < 7; i++) tf.add(tf.clipByValue(tf.mul(x, x), 0, 1), x);
    }
  });
}
