import type { Step } from './glip';
import { STAGES, type Stage, type StageTimings } from './types';

/** Called at every stage boundary with the share of the whole run that is done; awaited, and what it throws abandons the run. */
export type OnStage = (stage: Stage, fraction: number) => Promise<void> | void;

/** Share of a run that is over when a stage is: rough, for a progress bar. */
const DONE_AT: Record<Stage, number> = { preprocess: 0.05, image: 0.45, text: 0.5, fusion: 0.95, boxes: 1 };

/** Times the stages of a run and reports each boundary. A stage that never ends (its result was kept) takes no time. */
export class StageClock {
  private readonly begin = performance.now();
  private since = this.begin;
  private readonly spent: Record<Stage, number> = { preprocess: 0, image: 0, text: 0, fusion: 0, boxes: 0 };

  constructor(private readonly onStage?: OnStage) {}

  /** A stage has ended: all time since the last boundary was its own. */
  async done(stage: Stage): Promise<void> {
    const now = performance.now();
    this.spent[stage] += now - this.since;
    this.since = now;
    await this.onStage?.(stage, DONE_AT[stage]);
  }

  /** Progress inside a stage; `share` when the stage runs several times. */
  within(stage: Stage, share = 1): Step {
    const before = DONE_AT[STAGES[STAGES.indexOf(stage) - 1]!] ?? 0;
    return (fraction) => this.onStage?.(stage, before + fraction * share * (DONE_AT[stage] - before));
  }

  timings(): StageTimings {
    return { ...this.spent, total: performance.now() - this.begin };
  }
}
