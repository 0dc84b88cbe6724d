import { expect, it } from 'vitest';
import { Sharing } from './sharing';

/** Of so many jobs, those that were shared, when each takes 10 ms alone. */
function shared(sharing: Sharing, jobs: number, milliseconds: (job: number) => number): number {
  let count = 0;
  for (let job = 0; job < jobs; job++) {
    if (!sharing.pays()) continue;
    count++;
    sharing.record(milliseconds(job), 10);
  }
  return count;
}

it.each([
  ['a core for each', () => 5],
  ['a disturbance now and then', (job: number) => (job % 16 === 0 ? 50 : 5)],
])('%s: always', (_, milliseconds) => {
  expect(shared(new Sharing(), 1000, milliseconds)).toBe(1000);
});

it.each([
  ['no gain worth the cores', () => 9],
  ['others on the cores', () => 30],
])('%s: only to try', (_, milliseconds) => {
  expect(shared(new Sharing(), 10_000, milliseconds) / 10_000).toBeLessThan(0.15);
});

it('is taken up again when the cores are free', () => {
  const sharing = new Sharing();
  expect(shared(sharing, 300, () => 30)).toBeLessThan(100);
  expect(shared(sharing, 1000, () => 5)).toBeGreaterThan(700);
});
