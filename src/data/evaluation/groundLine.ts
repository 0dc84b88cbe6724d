import type { Grounder, GrounderRequest, ScoredBox } from '../../model';
import type { PhraseRecord } from './grounding';
import type { GroundingLine } from '../datasets/groundingLine';

export interface GroundedLine {
  /** One per phrase of the line, in its order, with every detection above the model's candidate threshold. */
  readonly records: readonly PhraseRecord[];
  /** How often the model ran: more than once for a caption that is too long to be read at once. */
  readonly runs: number;
  /** Of all runs. */
  readonly milliseconds: number;
}

/**
 * Grounds the phrases of an annotated caption. The caption is read as it is written, lists too, so that words that belong to no
 * phrase ("to the left of") keep their meaning. One that is too long is read in several runs: each begins with the first phrase
 * that the one before could not read to its end.
 * @throws GlipError `image-size`
 */
export async function groundLine(
  grounder: Pick<Grounder, 'ground'>,
  image: GrounderRequest['image'],
  { caption, phrases }: GroundingLine,
): Promise<GroundedLine> {
  const found: ScoredBox[][] = phrases.map(() => []);
  let runs = 0;
  let milliseconds = 0;
  let from = 0;
  let pending = phrases.map((phrase, index) => ({ ...phrase, index }));
  while (pending.length > 0) {
    const spans = pending.map(({ start, end }) => ({ start: start - from, end: end - from }));
    const result = await grounder.ground({ image, prompt: caption.slice(from), spans, spansOnly: 'caption' });
    runs++;
    milliseconds += result.timings.total;
    const cut = result.notices.find((notice) => notice.kind === 'caption-cut');
    const readTo = cut ? from + cut.at : caption.length;
    // A phrase that is too long by itself stays as far as it was read.
    const unread = new Set(pending.filter(({ start, end }) => end > readTo && start > from));
    for (const { phrase: index, box, score } of result.detections) {
      const phrase = pending[index]!;
      if (!unread.has(phrase)) found[phrase.index]!.push({ box, score });
    }
    pending = [...unread];
    from = Math.min(...pending.map(({ start }) => start));
  }
  const records = phrases.map(({ tag, boxes }, i) => ({
    ...(tag === undefined ? {} : { tag }),
    truth: boxes,
    found: found[i]!,
  }));
  return { records, runs, milliseconds };
}
