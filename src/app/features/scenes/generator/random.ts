/** Numbers that are random to the eye and the same for the same seed on every machine (Mulberry32, by Tommy Ettinger). */
export class Random {
  #state: number;

  /** @param seed any whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    // Neighbouring seeds begin alike; the multiplier drives them apart.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between = (low: number, high: number) => low + (high - low) * this.next();

  /** A whole number, both ends included. */
  whole = (low: number, high: number) => low + Math.floor(this.next() * (high - low + 1));

  chance = (probability: number) => this.next() < probability;

  /** One of several; the list must not be empty. */
  pick = <T>(list: readonly T[]): T => list[Math.floor(this.next() * list.length)]!;

  shuffled<T>(list: readonly T[]): T[] {
    const mixed = [...list];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.whole(0, last);
      [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
    }
    return mixed;
  }
}
