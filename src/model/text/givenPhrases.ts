import type { ParsedPrompt, Span } from '../types';

/**
 * A prompt that comes with its phrases, as data sets have it: one phrase per span, in the order of the spans, overlapping or not.
 * It counts as a caption even where it looks like a list, so the model reads it as it is written.
 * @param spans each with some of the prompt inside.
 */
export function givenPhrases(prompt: string, spans: readonly Span[]): ParsedPrompt {
  return { kind: 'caption', phrases: spans.map(({ start, end }) => ({ start, end, text: prompt.slice(start, end), origin: 'selection' })) };
}
