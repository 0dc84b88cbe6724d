import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { GlipError } from '../errors';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import { loadParameters, parameterShapes, streamParameters, type ParamScope } from './params';
import type { RawTensor } from '../checkpoint/tensors/rawTensor';

const raw = (
  shape: number[],
  values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
): RawTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
const read = (scope: ParamScope) => ({ fc: scope.scope('block').linear('fc', 3, 2), norm: scope.norm('norm', 2) });
const good = (): Map<string, RawTensor> =>
  new Map([
    ['block.fc.weight', raw([2, 3])],
    ['block.fc.bias', raw([2])],
    ['norm.weight', raw([2])],
    ['norm.bias', raw([2])],
  ]);

describe('loadParameters', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('lists names and PyTorch shapes without making tensors', () => {
    const before = tf.memory().numTensors;
    expect([...parameterShapes(read)]).toEqual([...good()].map(([name, { shape }]) => [name, shape]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('turns linear and convolution layouts around', () => {
    const { params } = loadParameters(good(), read);
    expect(params.fc.weight.arraySync()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    const conv = loadParameters(
      new Map([
        ['c.weight', raw([1, 2, 1, 2])],
        ['c.bias', raw([1])],
      ]),
      (scope) => scope.tensor<tf.Tensor4D>('c.weight', [1, 2, 1, 2], 'conv') && scope.tensor('c.bias', [1]),
    );
    expect(conv.tensors[0]!.shape).toEqual([1, 2, 2, 1]);
    expect([...conv.tensors[0]!.dataSync()]).toEqual([0, 2, 1, 3]);
  });

  it('ignores buffers that official checkpoints carry', () => {
    const weights = good()
      .set('norm.relative_position_index', { ...raw([1]), dtype: 'I64' })
      .set('rpn.head.cls_logits.bias', raw([9]));
    expect(() => loadParameters(weights, read)).not.toThrow();
  });

  it('names every missing, surplus, mis-shaped and integer tensor at once, and uploads nothing', () => {
    const weights = good()
      .set('extra', raw([1]))
      .set('norm.weight', raw([3]))
      .set('norm.bias', { ...raw([2]), dtype: 'I32' });
    weights.delete('block.fc.bias');
    const before = tf.memory().numTensors;
    expect(() => loadParameters(weights, read)).toThrow(
      /"block\.fc\.bias" is missing; "norm\.weight" is \[3\] instead of \[2\]; "norm\.bias" holds integers.*; "extra" is unknown/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('streamParameters', () => {
  beforeAll(() => tf.setBackend('cpu'));

  const stored = (weights = good()): Map<string, CheckpointTensor> =>
    new Map(
      [...weights].map(([name, { shape, bytes }]) => [
        name,
        { dtype: 'float32', shape, bytes: bytes.length, read: () => Promise.resolve(bytes.slice()) },
      ]),
    );

  it('gives what loadParameters gives, a tensor at a time', async () => {
    const steps: number[] = [];
    const { params, tensors } = await streamParameters(stored(), read, (bytes) => void steps.push(bytes));
    const wanted = loadParameters(good(), read).params;
    expect([...(await params.fc.weight.data())]).toEqual([...(await wanted.fc.weight.data())]);
    expect([...(await params.norm.bias.data())]).toEqual([...(await wanted.norm.bias.data())]);
    expect(tensors).toHaveLength(4);
    expect(steps).toEqual([24, 32, 40, 48]);
  });

  it('frees what it has uploaded when a tensor cannot be read', async () => {
    const weights = stored();
    weights.set('norm.weight', {
      ...weights.get('norm.weight')!,
      read: () => Promise.reject(new GlipError('weights-format', 'damaged')),
    });
    const before = tf.memory().numTensors;
    await expect(streamParameters(weights, read)).rejects.toThrow('damaged');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names every tensor at fault before it reads any', async () => {
    const weights = stored();
    weights.delete('norm.bias');
    weights.set('norm.weight', {
      ...weights.get('norm.weight')!,
      dtype: 'int64',
      read: () => Promise.reject(new Error('read')),
    });
    await expect(streamParameters(weights, read)).rejects.toThrow(
      /"norm\.weight" holds integers \(int64\); "norm\.bias" is missing/,
    );
  });
});
