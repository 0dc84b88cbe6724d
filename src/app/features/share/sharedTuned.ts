import { readPromptFile, writePromptFile, type TunedPrompt } from '../../../model';
import { sentenceOf } from '../../engine/sentence';
import { tunedFor } from '../../state/selectors';
import type { SharedView } from './link';
import { fromBase64Url, toBase64Url } from '../../lib/base64Url';

/** The field of a link that carries what its prompt was taught: the prompt's file. */
export const writeTuned = (tuned: TunedPrompt) => toBase64Url(new TextEncoder().encode(writePromptFile(tuned)));

/** What the field tells, or a sentence that says what is wrong with it. */
export function parseTuned(text: string, view: Pick<SharedView, 'prompt' | 'spans'>): TunedPrompt | string {
  const bytes = fromBase64Url(text);
  if (!bytes) return 'What was taught is damaged in the link; perhaps the link was cut.';
  try {
    return (
      tunedFor(readPromptFile(new TextDecoder().decode(bytes)), view) ??
      'What was taught does not belong to the text of the link.'
    );
  } catch (error) {
    return sentenceOf(error);
  }
}
