import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useNodeBackend } from '../../../tools/cli/nodeBackend';
import { AdamW } from './adamW';

describe('AdamW', () => {
  beforeAll(() => useNodeBackend('cpu'));

  const run = (gradients: readonly number[], settings: { learningRate: number; weightDecay: number }) => {
    const optimizer = new AdamW([[1]], settings);
    const path = gradients.map((gradient) => {
      optimizer.step([tf.tensor1d([gradient])]);
      return optimizer.values[0]!.dataSync()[0]!;
    });
    optimizer.dispose();
    return path;
  };

  it('takes a first step of the learning rate, whatever the size of the gradient', () => {
    for (const gradient of [1e-3, 1, 1e3])
      expect(run([gradient], { learningRate: 0.1, weightDecay: 0 })[0]).toBeCloseTo(-0.1, 5);
    expect(run([-2], { learningRate: 0.1, weightDecay: 0 })[0]).toBeCloseTo(0.1, 5);
  });

  it('follows the running means of gradient and square', () => {
    // Means after two steps: 0.09 + 0.3 = 0.39 and 0.000999 + 0.009 = 0.009999, over 0.19 and 0.001999.
    const second = 0.39 / 0.19 / Math.sqrt(0.009999 / 0.001999);
    const path = run([1, 3], { learningRate: 0.1, weightDecay: 0 });
    expect(path[1]! - path[0]!).toBeCloseTo(-0.1 * second, 5);
  });

  it('decays a parameter apart from its gradient', () => {
    const [first, second] = run([1, 0], { learningRate: 0.1, weightDecay: 0.5 });
    const [, undecayed] = run([1, 0], { learningRate: 0.1, weightDecay: 0 });
    expect(first).toBeCloseTo(-0.1, 5);
    expect(second! - undecayed!).toBeCloseTo(0.1 * 0.5 * 0.1, 5);
  });

  it('takes a share of the learning rate where it is told to, of the decay, too', () => {
    const optimizer = new AdamW([[1]], { learningRate: 0.1, weightDecay: 0.5 });
    optimizer.step([tf.tensor1d([1])]);
    optimizer.step([tf.tensor1d([1])], 0.5);
    expect(optimizer.values[0]!.dataSync()[0]).toBeCloseTo(-0.1 * (1 - 0.5 * 0.1 * 0.5) - 0.5 * 0.1, 5);
    optimizer.dispose();
  });

  it('keeps no tensors but its own', () => {
    const before = tf.memory().numTensors;
    const optimizer = new AdamW([[3], [2, 2]], { learningRate: 0.1, weightDecay: 0.1 });
    const made = tf.memory().numTensors;
    const gradients = [tf.ones([3]), tf.ones([2, 2])];
    for (let i = 0; i < 3; i++) optimizer.step(gradients);
    tf.dispose(gradients);
    expect(tf.memory().numTensors).toBe(made);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
