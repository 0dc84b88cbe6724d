import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Memory of the browser's renderer, as Linux counts it: the page and its workers are one process. Bytes. */
export class RendererMemory {
  /** @param profile the browser's own profile directory, by which its processes are known. */
  constructor(private readonly profile: string) {}

  now(): number {
    return this.#sum('VmRSS');
  }

  /** Since `restart`. */
  peak(): number {
    return this.#sum('VmHWM');
  }

  restart(): void {
    for (const pid of this.#renderers()) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  }

  #sum(field: 'VmRSS' | 'VmHWM'): number {
    return this.#renderers().reduce(
      (sum, pid) =>
        sum + 1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]),
      0,
    );
  }

  #renderers(): string[] {
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && this.#isRenderer(pid));
  }

  #isRenderer(pid: string): boolean {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.includes('--type=renderer') && command.includes(this.profile);
    } catch {
      return false; // it has ended meanwhile
    }
  }
}
