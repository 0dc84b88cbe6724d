import { expect, it } from 'vitest';
import { chooseThreads } from './wasmThreads';

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
