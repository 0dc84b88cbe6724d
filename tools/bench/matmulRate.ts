import * as tf from '@tensorflow/tfjs-core';
import { timeOf } from './clock';
import { median } from './statistics';

const SIZE = 1024;
const ROUNDS = 5;

/** Billions of floating-point operations a second that tfjs's own matrix product of 1024³ reaches on the current backend. */
export async function matmulRate(): Promise<number> {
  const [a, b] = [tf.randomUniform([SIZE, SIZE]), tf.randomUniform([SIZE, SIZE])] as [tf.Tensor2D, tf.Tensor2D];
  const product = () => tf.matMul(a, b);
  await timeOf(product); // uploaded, compiled
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timeOf(product));
  tf.dispose([a, b]);
  return (2 * SIZE ** 3) / median(times) / 1e6;
}
