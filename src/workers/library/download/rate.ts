const WINDOW_MILLISECONDS = 8000;
const LEAST_MILLISECONDS = 500;

/** The rate at which bytes come in, over the last seconds. */
export class Rate {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param now milliseconds. */
  add(bytes: number, now: number): void {
    this.#samples = this.#samples.filter(({ at }) => now - at <= WINDOW_MILLISECONDS);
    this.#samples.push({ at: now, bytes });
  }

  /** Undefined as long as it would be a guess. */
  bytesPerSecond(now: number): number | undefined {
    const recent = this.#samples.filter(({ at }) => now - at <= WINDOW_MILLISECONDS);
    const span = now - (recent[0]?.at ?? now);
    if (span < LEAST_MILLISECONDS) return undefined;
    // The first sample came before the span that it opens.
    return recent.slice(1).reduce((sum, { bytes }) => sum + bytes, 0) / (span / 1000);
  }
}
