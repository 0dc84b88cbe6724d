import type { TokenInput } from './glip';

/** Prompts are padded to one of these lengths, so that a GPU reuses its buffers instead of making new ones for every prompt. */
const BUCKETS = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** Token ids -> network input, padded with id 0 and mask 0 (both as in BERT) up to the next bucket; never beyond `maxTokens`. */
export function tokenInput(ids: Int32Array, maxTokens: number): TokenInput {
  const length = Math.max(
    ids.length,
    Math.min(BUCKETS.find((bucket) => bucket >= ids.length) ?? ids.length, maxTokens),
  );
  const padded = new Int32Array(length);
  padded.set(ids);
  return { ids: padded, mask: Int32Array.from({ length }, (_, i) => (i < ids.length ? 1 : 0)) };
}
