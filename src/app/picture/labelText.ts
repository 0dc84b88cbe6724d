import type { LabelRequest } from './labels';
import type { Rect } from './view';

const LONGEST = 28;
const PADDING = 14;

/** Wordings of a label: number, phrase and score; then without the phrase; then the number alone. */
export function labelRequest(
  box: Rect,
  number: number,
  phrase: string,
  score: number,
  widthOf: (text: string) => number,
): LabelRequest {
  const name =
    [...phrase].length > LONGEST
      ? `${[...phrase]
          .slice(0, LONGEST - 1)
          .join('')
          .trimEnd()}…`
      : phrase;
  const texts = [
    `${number} ${name.replace(/\s+/g, ' ')} ${formatScore(score)}`,
    `${number} · ${formatScore(score)}`,
    String(number),
  ];
  return { box, wordings: texts.map((text) => ({ text, width: widthOf(text) + PADDING })) };
}

/** Two digits, never rounded up to a certainty. */
export const formatScore = (score: number) => (score >= 0.995 && score < 1 ? '0.99' : score.toFixed(2));
