/** Says what changes quickly no oftener than every so many milliseconds: the first change at once, and the last one never not at all. */
export class Throttle {
  #said = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly say: () => void,
  ) {}

  changed(): void {
    const wait = this.#said + this.milliseconds - performance.now();
    if (wait <= 0) this.#now();
    else this.#timer ??= setTimeout(() => this.#now(), wait);
  }

  /** Says at once what still waits, before something else is said. */
  settle(): void {
    if (this.#timer !== undefined) this.#now();
  }

  /** Nothing more will be said. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #now(): void {
    this.end();
    this.#said = performance.now();
    this.say();
  }
}
