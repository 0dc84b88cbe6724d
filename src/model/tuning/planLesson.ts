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

type Said = Pick<TeachingExample, 'truth' | 'wrong'>;
const shows = ({ truth }: Said) => truth.length > 0;

/** The last example with a true box, where there are enough of them; -1 for none. */
export function heldOutOf(examples: readonly Said[]): number {
  return examples.length < MIN_HOLDING_OUT || examples.filter(shows).length < 2 ? -1 : examples.findLastIndex(shows);
}

/** @throws GlipError `teaching` where there is nothing to learn from */
export function planLesson(examples: readonly Said[]): LessonPlan {
  if (!examples.some(shows))
    throw new GlipError(
      'teaching',
      'There is nothing to learn from yet: draw a box around what a phrase names, in one picture at least.',
    );
  const phrases = new Set(examples.flatMap(({ truth, wrong }) => [...truth, ...wrong]).map(({ phrase }) => phrase));
  return { taught: [...phrases].sort((a, b) => a - b), heldOut: heldOutOf(examples) };
}
