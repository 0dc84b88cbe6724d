import { describe, expect, it } from 'vitest';
import { LatestRun, type Checkpoint } from './latestRun';

/** A run of three stages that notes what it does. */
const stages = (log: string[], name: string) => async (checkpoint: Checkpoint) => {
  for (const stage of [1, 2, 3]) {
    log.push(`${name}${stage}`);
    await checkpoint();
  }
  return name;
};

const aborted = (run: Promise<unknown>) => expect(run).rejects.toMatchObject({ name: 'AbortError' });

describe('LatestRun', () => {
  it('gives the result of a run that nothing follows', async () => {
    const log: string[] = [];
    await expect(new LatestRun().run(stages(log, 'a'))).resolves.toBe('a');
    expect(log).toEqual(['a1', 'a2', 'a3']);
  });

  it('leaves the run at work at its next checkpoint and never starts those between', async () => {
    const runs = new LatestRun();
    const log: string[] = [];
    let b!: Promise<unknown>, c!: Promise<unknown>;
    const a = runs.run(async (checkpoint) => {
      log.push('a1');
      b = runs.run(stages(log, 'b'));
      c = runs.run(stages(log, 'c'));
      b.catch(() => {});
      await checkpoint();
      log.push('a2');
    });
    await aborted(a);
    await aborted(b);
    await expect(c).resolves.toBe('c');
    expect(log).toEqual(['a1', 'c1', 'c2', 'c3']);
  });

  it('sees a request that arrives as a message while a run is at work', async () => {
    const runs = new LatestRun();
    const { port1, port2 } = new MessageChannel();
    const newer = new Promise<string>((resolve) => (port1.onmessage = () => resolve(runs.run(stages([], 'new')))));
    const old = runs.run(async (checkpoint) => {
      port2.postMessage('type a key');
      await checkpoint();
      await checkpoint();
    });
    await aborted(old);
    await expect(newer).resolves.toBe('new');
    port1.close();
  });

  it('goes on after a run that fails', async () => {
    const runs = new LatestRun();
    await expect(runs.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(runs.run(stages([], 'next'))).resolves.toBe('next');
  });

  it('runs one at a time, and an exclusive task neither stops a run nor is stopped', async () => {
    const runs = new LatestRun();
    const log: string[] = [];
    const run = runs.run(stages(log, 'a'));
    const task = runs.exclusive(() => Promise.resolve(log.push('task')));
    const last = runs.run(stages(log, 'b'));
    await aborted(run);
    await task;
    await last;
    expect(log.indexOf('task')).toBe(log.indexOf('b1') - 1);
  });

  it('abandons what has been asked for so far', async () => {
    const runs = new LatestRun();
    const run = runs.run(stages([], 'a'));
    runs.abandon();
    await aborted(run);
    await expect(runs.run(stages([], 'b'))).resolves.toBe('b');
  });

  it('a background task gives way to a run, and then does all of its work', async () => {
    const runs = new LatestRun();
    const log: string[] = [];
    let run: Promise<unknown> | undefined;
    const background = runs.background(async (checkpoint) => {
      log.push('b1');
      run ??= runs.run(stages(log, 'a'));
      await checkpoint();
      log.push('b2');
      return 'done';
    });
    await expect(background).resolves.toBe('done');
    await expect(run).resolves.toBe('a');
    expect(log).toEqual(['b1', 'a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('a background task is never made obsolete, and passes its own errors on', async () => {
    const runs = new LatestRun();
    const background = runs.background(async (checkpoint) => {
      runs.abandon();
      await checkpoint();
      return 'done';
    });
    await expect(background).resolves.toBe('done');
    await expect(runs.background(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('a task in pieces lets in what was asked for meanwhile wherever it rests, and goes on from there', async () => {
    const runs = new LatestRun();
    const log: string[] = [];
    const others: Promise<unknown>[] = [];
    const lesson = runs.inPieces(async (rest) => {
      log.push('l1');
      others.push(runs.run(stages(log, 'a')), runs.background(stages(log, 'b')));
      await rest();
      log.push('l2');
      await rest();
      log.push('l3');
      return 'taught';
    });
    await expect(lesson).resolves.toBe('taught');
    await expect(Promise.all(others)).resolves.toEqual(['a', 'b']);
    expect(log).toEqual(['l1', 'a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'l2', 'l3']);
  });

  it('a task in pieces that fails leaves its turn to others', async () => {
    const runs = new LatestRun();
    const lesson = runs.inPieces(async (rest) => {
      await rest();
      throw new Error('broken');
    });
    await expect(lesson).rejects.toThrow('broken');
    await expect(runs.run(stages([], 'next'))).resolves.toBe('next');
  });
});
