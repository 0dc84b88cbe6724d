import { expect, it } from 'vitest';
import { retried } from './retried';

it('shares one attempt, and makes another after a failure', async () => {
  let attempts = 0;
  const open = retried(() => (++attempts === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(attempts)));
  const [first, second] = await Promise.allSettled([open(), open()]);
  expect([first.status, second.status, attempts]).toEqual(['rejected', 'rejected', 1]);
  await expect(open()).resolves.toBe(2);
  await expect(open()).resolves.toBe(2);
});
