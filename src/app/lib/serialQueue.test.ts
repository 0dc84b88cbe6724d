import { expect, it } from 'vitest';
import { createSerialQueue } from './serialQueue';

it('runs work in order, each after the one before has ended', async () => {
  const queue = createSerialQueue();
  const seen: string[] = [];
  const work = (name: string) =>
    queue.run(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
    });
  await Promise.all([work('a'), work('b')]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('goes on after a failure, which only the one who asked hears of', async () => {
  const queue = createSerialQueue();
  const failed = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => Promise.resolve(1));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe(1);
  await expect(queue.settled()).resolves.toBeUndefined();
});
