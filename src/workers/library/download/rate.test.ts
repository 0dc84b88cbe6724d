import { expect, it } from 'vitest';
import { Rate } from './rate';

it('is that of the last seconds', () => {
  const rate = new Rate();
  for (let now = 0; now <= 20_000; now += 250) rate.add(now < 10_000 ? 250 : 2500, now);
  expect(rate.bytesPerSecond(20_000)).toBeCloseTo(10_000, -2);
});

it('is no guess from the first moment', () => {
  const rate = new Rate();
  expect(rate.bytesPerSecond(0)).toBeUndefined();
  rate.add(1000, 0);
  rate.add(1000, 100);
  expect(rate.bytesPerSecond(100)).toBeUndefined();
});

it('falls to nothing when nothing comes', () => {
  const rate = new Rate();
  rate.add(1000, 0);
  rate.add(1000, 1000);
  expect(rate.bytesPerSecond(2000)).toBe(500);
  expect(rate.bytesPerSecond(60_000)).toBeUndefined();
});
