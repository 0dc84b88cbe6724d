/** Tokens that a run spends on [CLS] and [SEP], and on the "." between two items. */
const ENDS = 2;
const SEPARATOR = 1;

/**
 * Cuts a list into as few runs as fit, the fullest of them as small as can be, the order kept.
 * @param items with the tokens each takes; none may exceed `maxTokens` by itself.
 */
export function splitList<Item extends { readonly tokens: number }>(
  items: readonly Item[],
  maxTokens: number,
): Item[][] {
  const fewest = fill(items, maxTokens).length;
  // The lowest limit that still needs no further run.
  let [low, high] = [Math.max(0, ...items.map((item) => item.tokens)) + ENDS, maxTokens];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fill(items, middle).length > fewest) low = middle + 1;
    else high = middle;
  }
  return fill(items, high);
}

function fill<Item extends { readonly tokens: number }>(items: readonly Item[], limit: number): Item[][] {
  const runs: Item[][] = [];
  let used = Infinity;
  for (const item of items) {
    if (used + SEPARATOR + item.tokens > limit) {
      runs.push([]);
      used = ENDS - SEPARATOR;
    }
    runs.at(-1)!.push(item);
    used += SEPARATOR + item.tokens;
  }
  return runs;
}
