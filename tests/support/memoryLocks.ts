import { busy, type Locks } from '../../src/workers/storage/locks';

/** Locks with the rules of the browser's, for tests in one process. */
export class MemoryLocks implements Locks {
  readonly #held = new Map<string, number | 'exclusive'>();

  async exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#held.has(name)) throw busy();
    this.#held.set(name, 'exclusive');
    try {
      return await work();
    } finally {
      this.#held.delete(name);
    }
  }

  async shared<T>(name: string, work: () => Promise<T>): Promise<T> {
    while (this.#held.get(name) === 'exclusive') await new Promise((resolve) => setTimeout(resolve, 5));
    this.#held.set(name, this.#readers(name) + 1);
    try {
      return await work();
    } finally {
      const left = this.#readers(name) - 1;
      if (left === 0) this.#held.delete(name);
      else this.#held.set(name, left);
    }
  }

  isHeld(name: string): Promise<boolean> {
    return Promise.resolve(this.#held.has(name));
  }

  #readers(name: string): number {
    const held = this.#held.get(name);
    return typeof held === 'number' ? held : 0;
  }
}
