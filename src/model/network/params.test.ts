import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { GlipError } from '../errors';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import { toFloat32 } from '../ops/weights';
import { loadParameters, parameterShapes, type ParamScope } from './params';

const stored = (
  shape: number[],
  values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
): CheckpointTensor => ({
  dtype: 'float32',
  shape,
  bytes: 4 * values.length,
  read: () => Promise.resolve(new Uint8Array(Float32Array.from(values).buffer)),
});
const read = (scope: ParamScope) => ({ fc: scope.scope('block').linear('fc', 3, 2), norm: scope.norm('norm', 2) });
const good = (): Map<string, CheckpointTensor> =>
  new Map([
    ['block.fc.weight', stored([2, 3])],
    ['block.fc.bias', stored([2])],
    ['norm.weight', stored([2])],
    ['norm.bias', stored([2])],
  ]);

describe('loadParameters', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('lists names and PyTorch shapes without making tensors', () => {
    const before = tf.memory().numTensors;
    expect([...parameterShapes(read)]).toEqual([...good()].map(([name, { shape }]) => [name, shape]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('turns linear and convolution layouts around', async () => {
    const { params } = await loadParameters(good(), read);
    expect(toFloat32(params.fc.weight).arraySync()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    const conv = await loadParameters(
      new Map([
        ['c.weight', stored([1, 2, 2, 2])],
        ['c.bias', stored([1])],
      ]),
      (scope) => scope.float32Conv('c', 2, 1, 2),
    );
    expect(conv.params.weight.shape).toEqual([2, 2, 2, 1]);
    expect([...conv.params.weight.dataSync()]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });

  it('ignores buffers that official checkpoints carry', async () => {
    const weights = good()
      .set('norm.relative_position_index', { ...stored([1]), dtype: 'int64' })
      .set('rpn.head.cls_logits.bias', stored([9]));
    await expect(loadParameters(weights, read)).resolves.toBeDefined();
  });

  it('names every missing, surplus, mis-shaped and integer tensor at once, before it reads any', async () => {
    const weights = good()
      .set('extra', stored([1]))
      .set('norm.weight', stored([3]))
      .set('norm.bias', { ...stored([2]), dtype: 'int32' });
    weights.delete('block.fc.bias');
    const before = tf.memory().numTensors;
    await expect(loadParameters(weights, read)).rejects.toThrow(
      /"block\.fc\.bias" is missing; "norm\.weight" is \[3\] instead of \[2\]; "norm\.bias" holds integers.*; "extra" is unknown/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reads a tensor at a time, and tells the bytes', async () => {
    const steps: number[] = [];
    let reading = 0;
    const one = ([name, tensor]: [string, CheckpointTensor]): [string, CheckpointTensor] => {
      const read = async () => {
        expect(++reading).toBe(1);
        const bytes = await tensor.read();
        reading--;
        return bytes;
      };
      return [name, { ...tensor, read }];
    };
    const { params, weights } = await loadParameters(
      new Map([...good()].map(one)),
      read,
      (bytes) => void steps.push(bytes),
    );
    expect([...params.norm.bias.dataSync()]).toEqual([0, 1]);
    expect(weights).toHaveLength(4);
    expect(steps).toEqual([24, 32, 40, 48]);
  });

  it('frees what it has uploaded when a tensor cannot be read', async () => {
    const weights = good();
    weights.set('norm.weight', {
      ...weights.get('norm.weight')!,
      read: () => Promise.reject(new GlipError('weights-format', 'damaged')),
    });
    const before = tf.memory().numTensors;
    await expect(loadParameters(weights, read)).rejects.toThrow('damaged');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names every tensor at fault before it reads any', async () => {
    const weights = good();
    weights.delete('norm.bias');
    weights.set('norm.weight', {
      ...weights.get('norm.weight')!,
      dtype: 'int64',
      read: () => Promise.reject(new Error('read')),
    });
    await expect(loadParameters(weights, read)).rejects.toThrow(
      /"norm\.weight" holds integers \(int64\); "norm\.bias" is missing/,
    );
  });
});
