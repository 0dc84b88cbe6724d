import { GlipError } from '../errors';
import type { TeachingExample } from './teach';

export interface LessonPlan {
  /** Phrases that the examples say something about, in their order. */
  readonly taught: readonly number[];
  /** The example that is not learned from but tells when to stop; -1 for none. */
  readonly heldOut: number;
}

/** With fewer examples all are learned from. */
const MIN_HOLDING_OUT = 3;

/** Holds the last example with a true box out, where there are enough of them. @throws GlipError `teaching` where there is nothing to learn from */
export function planLesson(examples: readonly Pick<TeachingExample, 'truth' | 'wrong'>[]): LessonPlan {
  const shows = ({ truth }: (typeof examples)[number]) => truth.length > 0;
  const heldOut = examples.length < MIN_HOLDING_OUT || examples.filter(shows).length < 2 ? -1 : examples.findLastIndex(shows);
  if (!examples.some(shows)) throw new GlipError('teaching', 'There is nothing to learn from yet: draw a box around what a phrase names, in one picture at least.');
  const phrases = new Set(examples.flatMap(({ truth, wrong }) => [...truth, ...wrong]).map(({ phrase }) => phrase));
  return { taught: [...phrases].sort((a, b) => a - b), heldOut };
}
