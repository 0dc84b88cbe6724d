export interface LoopState {
  /** `pausing`: the piece at work is still to be finished. */
  readonly state: 'idle' | 'running' | 'pausing';
  /** Mean over the pieces done since the loop was made; undefined before the first. */
  readonly millisecondsPerPiece: number | undefined;
}

export const IDLE: LoopState = { state: 'idle', millisecondsPerPiece: undefined };

/** Does one piece of work after the other until there is none left. A pause takes effect between two pieces. */
export class Loop {
  #state: LoopState['state'] = 'idle';
  #running?: Promise<void>;
  #milliseconds = 0;
  #pieces = 0;

  /**
   * @param piece does the next piece; resolves to false where none is left.
   * @param onState hears of every change, and of every piece done.
   */
  constructor(
    private readonly piece: () => Promise<boolean>,
    private readonly onState: (state: LoopState) => void,
  ) {}

  /** Starts, or goes on. Resolves when there is nothing left or after a pause; rejects with what a piece throws. */
  run(): Promise<void> {
    this.#tell('running');
    return (this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      this.#tell('idle');
    }));
  }

  /** @returns when the piece at work is done. */
  async pause(): Promise<void> {
    if (!this.#running) return;
    this.#tell('pausing');
    await this.#running.catch(() => undefined); // whoever runs it hears of it
  }

  async #loop(): Promise<void> {
    while (this.#state === 'running') {
      const begin = performance.now();
      if (!(await this.piece())) return;
      this.#milliseconds += performance.now() - begin;
      this.#pieces++;
      this.#tell(this.#state);
    }
  }

  #tell(state: LoopState['state']): void {
    this.#state = state;
    this.onState({ state, millisecondsPerPiece: this.#pieces > 0 ? this.#milliseconds / this.#pieces : undefined });
  }
}
