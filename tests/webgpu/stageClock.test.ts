import { beforeEach, describe, expect, it } from 'vitest';
import { StageClock } from '../../src/model/runtime/stageClock';
import type { Stage } from '../../src/model/types';
import { useCountingGpu, type CountingGpu } from '../support/countingGpu';

let gpu: CountingGpu;
/** What the GPU has been asked to tell the end of, in order. */
let asked: (() => void)[];

beforeEach(async () => {
  ({ gpu } = await useCountingGpu());
  asked = [];
  gpu.queue.onSubmittedWorkDone = () => new Promise<undefined>((resolve) => asked.push(() => resolve(undefined)));
});

/** Lets everything run that need not wait for the GPU. */
const meanwhile = () => new Promise((resolve) => setTimeout(resolve, 1));

/** The stages that the program has got through, while the GPU has yet to do them. */
function runStages(clock: StageClock, ...stages: Stage[]): Stage[] {
  const passed: Stage[] = [];
  void (async () => {
    for (const stage of stages) {
      await clock.done(stage);
      passed.push(stage);
    }
  })();
  return passed;
}

describe('the stages of a run on a GPU', () => {
  it('are asked for one ahead of what the GPU does, and are not timed one by one', async () => {
    const clock = new StageClock();
    const passed = runStages(clock, 'image', 'text', 'fusion');
    await meanwhile();
    expect(passed).toEqual(['image']);
    asked[0]!();
    await meanwhile();
    expect(passed).toEqual(['image', 'text']);
    asked[1]!();
    await meanwhile();
    expect(passed).toEqual(['image', 'text', 'fusion']);
    // The picture was kept as it was prepared: that took no time.
    expect(clock.timings()).toEqual({ preprocess: 0, boxes: 0, total: expect.any(Number) as number });
  });

  it('are waited for, and timed, in a profile', async () => {
    const clock = new StageClock(undefined, true);
    const passed = runStages(clock, 'image', 'text');
    await meanwhile();
    expect(passed).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    asked[0]!();
    await meanwhile();
    expect(passed).toEqual(['image']);
    asked[1]!();
    await meanwhile();
    expect(clock.timings().image).toBeGreaterThanOrEqual(25);
    expect(Object.keys(clock.timings())).toEqual(['preprocess', 'image', 'text', 'fusion', 'boxes', 'total']);
  });
});
