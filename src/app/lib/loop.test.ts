import { describe, expect, it } from 'vitest';
import { Loop, type LoopState } from './loop';

function started(pieces: number) {
  const done: number[] = [];
  const states: LoopState['state'][] = [];
  const gates: (() => void)[] = [];
  const loop = new Loop(
    async () => {
      if (done.length === pieces) return false;
      await new Promise<void>((resolve) => gates.push(resolve));
      done.push(done.length);
      return true;
    },
    ({ state }) => states.push(state),
  );
  /** Lets the piece at work end. */
  const pass = async () => {
    gates.shift()!();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { loop, done, states, gates, pass };
}

describe('a loop', () => {
  it('does all there is, and is idle then', async () => {
    const { loop, done, states, pass } = started(2);
    const run = loop.run();
    await pass();
    await pass();
    await run;
    expect(done).toEqual([0, 1]);
    expect(states).toEqual(['running', 'running', 'running', 'idle']);
  });

  it('pauses behind the piece at work, and goes on from there', async () => {
    const { loop, done, states, gates, pass } = started(3);
    const run = loop.run();
    const paused = loop.pause();
    expect(states.at(-1)).toBe('pausing');
    await pass();
    await Promise.all([run, paused]);
    expect([done, gates]).toEqual([[0], []]);
    const rest = loop.run();
    await pass();
    await pass();
    await rest;
    expect(done).toEqual([0, 1, 2]);
  });

  it('that is told to go on while it is pausing never stops', async () => {
    const { loop, done, pass } = started(2);
    const run = loop.run();
    void loop.pause();
    void loop.run();
    await pass();
    await pass();
    await run;
    expect(done).toEqual([0, 1]);
  });

  it('passes on what a piece throws, and can be started again', async () => {
    let broken = true;
    const loop = new Loop(
      () => (broken ? Promise.reject(new Error('broken')) : Promise.resolve(false)),
      () => {},
    );
    await expect(loop.run()).rejects.toThrow('broken');
    broken = false;
    await expect(loop.run()).resolves.toBeUndefined();
  });
});
