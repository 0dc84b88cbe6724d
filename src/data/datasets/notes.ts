/**
 * What was odd in the files of a data set and was read all the same. Readers add to it; whoever asked for the data set shows the lines.
 */
export class Notes {
  readonly #counts = new Map<string, number>();

  /**
   * @param sentence one kind of oddity; `#` stands for how often it occurred, `one|many` for the word that goes with that number:
   * "# annotation|annotations without a box was|were left out."
   */
  add(sentence: string, times = 1): void {
    if (times > 0) this.#counts.set(sentence, (this.#counts.get(sentence) ?? 0) + times);
  }

  /** One sentence for each kind, in the order in which they first occurred. */
  lines(): string[] {
    return [...this.#counts].map(([sentence, count]) =>
      sentence
        .replace(/([\p{L}’]+)\|([\p{L}’]+)/gu, (_, one: string, many: string) => (count === 1 ? one : many))
        .replace('#', String(count)),
    );
  }
}
