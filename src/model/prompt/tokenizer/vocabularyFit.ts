import { fault, readTokenizerFile } from './tokenizerFile';

/** Rows that a table of embeddings may have beyond the vocabulary: some trainers round it up to what a GPU likes. */
const SPARE_ROWS = 64;

/**
 * Checks that a tokenizer can be the one that a model was trained with, by the number of its tokens.
 * @param vocabSize rows of the model's word embeddings.
 * @throws GlipError `tokenizer`
 */
export function checkVocabularyFits(tokenizerJson: unknown, vocabSize: number): void {
  let highest = 0;
  for (const id of readTokenizerFile(tokenizerJson).tokens.keys()) highest = Math.max(highest, id);
  const tokens = highest + 1;
  if (tokens > vocabSize || tokens + SPARE_ROWS < vocabSize)
    throw fault(`they have ${tokens} tokens, but the model knows ${vocabSize}`);
}
