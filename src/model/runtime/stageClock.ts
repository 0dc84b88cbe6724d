import type { Step } from '../network/glip';
import { settle, worksBehind } from '../ops/tfjs/sync';
import { STAGES, type Stage, type StageTimings } from '../types';

/** Called at every stage boundary with the share of the whole run that is done; awaited, and what it throws abandons the run. */
export type OnStage = (stage: Stage, fraction: number) => Promise<void> | void;

/** Share of a run that is over when a stage is: rough, for a progress bar. */
const DONE_AT: Record<Stage, number> = { preprocess: 0.05, image: 0.45, text: 0.5, fusion: 0.95, boxes: 1 };

/**
 * Times the stages of a run and reports each boundary. A stage that never ends (its result was kept) takes no time. Where the GPU works
 * behind the program, the program gets no more than a stage ahead: an abandoned run would leave more than that to do, and progress would be
 * told long before it is made.
 */
export class StageClock {
  private readonly begin = performance.now();
  private since = this.begin;
  private readonly spent: Record<Stage, number> = { preprocess: 0, image: 0, text: 0, fusion: 0, boxes: 0 };
  private readonly ended = new Set<Stage>();
  /** Kept when the stage before the running one is done. */
  private before?: Promise<void>;

  /** @param profile whether to wait for every stage to be done before the next, so that all can be timed */
  constructor(
    private readonly onStage?: OnStage,
    private readonly profile = false,
  ) {}

  /** All that a stage asks of the backend has been asked. */
  async done(stage: Stage): Promise<void> {
    const sent = settle();
    sent.catch(() => undefined); // told where it is awaited, unless the run fails first
    await (this.profile ? sent : this.before);
    this.before = sent;
    this.ended.add(stage);
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
    const isKnown = (stage: Stage) => this.profile || !worksBehind() || !this.ended.has(stage);
    const stages = STAGES.filter(isKnown).map((stage) => [stage, this.spent[stage]]);
    return { ...(Object.fromEntries(stages) as Partial<Record<Stage, number>>), total: performance.now() - this.begin };
  }
}
