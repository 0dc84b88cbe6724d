import { expect, it } from 'vitest';
import { chooseThreads, withThreadCapLifted } from './wasmThreads';

it.each([
  [1, 1],
  [2, 2],
  [4, 4],
  [6, 4],
  [8, 4],
  [12, 6],
  [16, 8],
  [64, 8],
])('%i reported cores: %i threads', (cores, threads) => {
  expect(chooseThreads(cores)).toBe(threads);
});

it('reports more cores while the backend starts and the true number afterwards, even after a failure', async () => {
  class FakeNavigator {
    get hardwareConcurrency() {
      return 2;
    }
  }
  const navigator = new FakeNavigator();
  expect(await withThreadCapLifted(navigator, () => Promise.resolve(navigator.hardwareConcurrency))).toBe(16);
  expect(navigator.hardwareConcurrency).toBe(2);
  await expect(withThreadCapLifted(navigator, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(navigator.hardwareConcurrency).toBe(2);
});
