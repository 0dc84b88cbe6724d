import type { ParsedPrompt, Span } from '../types';

/**
 * A prompt that comes with its phrases, as data sets have it: one phrase per span, in the order of the spans, overlapping or not.
 * @param spans each with some of the prompt inside.
 * @param kind how the model reads it: as it is written, even where it looks like a list, or as the list of its phrases.
 */
export function givenPhrases(prompt: string, spans: readonly Span[], kind: ParsedPrompt['kind']): ParsedPrompt {
  return {
    kind,
    phrases: spans.map(({ start, end }) => ({ start, end, text: prompt.slice(start, end), origin: 'selection' })),
  };
}
