import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Paced } from './paced';

const said: number[] = [];
let value: number;
let paced: Paced;
const change = (to: number) => {
  value = to;
  paced.changed();
};
beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  paced = new Paced(100, () => said.push(value));
});
afterEach(() => void vi.useRealTimers());

it('the first change is said at once, those that follow closely as the last of them', () => {
  change(1);
  change(2);
  change(3);
  expect(said).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(said).toEqual([1, 3]);
  vi.advanceTimersByTime(1000);
  change(4);
  expect(said).toEqual([1, 3, 4]);
});

it('what waits is said before something else is', () => {
  change(1);
  paced.settle();
  expect(said).toEqual([1]);
  change(2);
  paced.settle();
  expect(said).toEqual([1, 2]);
  vi.advanceTimersByTime(1000);
  expect(said).toEqual([1, 2]);
});

it('nothing is said after the end', () => {
  change(1);
  change(2);
  paced.end();
  vi.advanceTimersByTime(1000);
  expect(said).toEqual([1]);
});
