import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useNodeBackend } from '../../../../tools/nodeBackend';
import type { Native } from './native';
import { threadsPay } from './threadsPay';

beforeAll(() => useNodeBackend('cpu'));

/** A native module whose kernels take so many milliseconds by a clock of its own. */
function nativeOf({ together, alone }: { together: number[]; alone: number }) {
  let [time, rounds, shared] = [0, 0, true];
  const native = {
    output: () => ({ dataId: {}, shape: [1], dtype: 'float32' }),
    release: () => undefined,
    at: () => 0,
    divide: () => (time += shared ? together[rounds++ % together.length]! : alone),
    alone: <T>(work: () => T) => {
      shared = false;
      const result = work();
      shared = true;
      return result;
    },
  };
  return { native: native as unknown as Native, now: () => time };
}

it.each([
  ['a core for each', [5], 10, true],
  ['no gain worth the cores', [9], 10, false],
  ['others on the cores', [30], 10, false],
  ['a disturbance now and then', [5, 5, 50], 10, true],
])('%s', (_, together, alone, pays) => {
  const { native, now } = nativeOf({ together, alone });
  const { numTensors } = tf.memory();
  expect(threadsPay(native, now)).toBe(pays);
  expect(tf.memory().numTensors).toBe(numTensors);
});
