import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Throttle } from './throttle';

const said: number[] = [];
let value: number;
let throttle: Throttle;
const change = (to: number) => {
  value = to;
  throttle.changed();
};
beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  throttle = new Throttle(100, () => said.push(value));
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
  throttle.settle();
  expect(said).toEqual([1]);
  change(2);
  throttle.settle();
  expect(said).toEqual([1, 2]);
  vi.advanceTimersByTime(1000);
  expect(said).toEqual([1, 2]);
});

it('nothing is said after the end', () => {
  change(1);
  change(2);
  throttle.end();
  vi.advanceTimersByTime(1000);
  expect(said).toEqual([1]);
});
