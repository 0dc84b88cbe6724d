const EVERY_MS = 5_000;

/** Progress of a long command on stderr, with the time left: one line that changes in a terminal, otherwise one every 5 seconds. */
export class Progress {
  private readonly begin = performance.now();
  private shown = this.begin;
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly unit: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** One more is done. */
  step(): void {
    this.done++;
    const now = performance.now();
    const left = ((now - this.begin) / this.done) * (this.total - this.done);
    const text = `${this.done} of ${this.total} ${this.unit}, ${duration(left)} left`;
    if (this.out.isTTY) {
      this.out.write(`\r\x1b[K${this.done < this.total ? text : ''}`);
    } else if (this.done < this.total && now - this.shown >= EVERY_MS) {
      this.shown = now;
      this.out.write(`${text}\n`);
    }
  }
}

/** "42 s", "3 min 5 s", "2 h 10 min" */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
