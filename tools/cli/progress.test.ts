import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { duration, Progress } from './progress';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream that remembers. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  return { written, out: { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream };
}

function run(out: NodeJS.WriteStream): void {
  const progress = new Progress(10, 'lines', out);
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(2_000);
    progress.step();
  }
}

it('writes a line now and then, with the time left', () => {
  const { written, out } = stream(false);
  run(out);
  expect(written).toEqual(['3 of 10 lines, 14 s left\n', '6 of 10 lines, 8 s left\n', '9 of 10 lines, 2 s left\n']);
});

it('changes one line in a terminal and leaves none behind', () => {
  const { written, out } = stream(true);
  run(out);
  expect(written).toHaveLength(10);
  expect(written[4]).toBe('\r\x1b[K5 of 10 lines, 10 s left');
  expect(written.at(-1)).toBe('\r\x1b[K');
});

it.each([
  [499, '0 s'],
  [59_600, '1 min 0 s'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
])('says %i ms as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
