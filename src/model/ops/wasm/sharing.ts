/** Jobs that are judged together. */
const JUDGED = 32;
/** Jobs that are then done alone before sharing is tried again: about one run. */
const ALONE = 256;
/** Sharing must win clearly: it takes cores from the browser itself. */
const WORTHWHILE = 0.85;

/**
 * Whether it pays that threads share work, by how long the one that calls has waited for the others lately: on a busy machine, or while the
 * page is still starting, it would have been done sooner alone.
 */
export class Sharing {
  private shared = 0;
  private alone = 0;
  private judged = 0;
  private toDoAlone = 0;

  /** Asked before every job. */
  pays(): boolean {
    if (this.toDoAlone === 0) return true;
    this.toDoAlone--;
    return false;
  }

  /** @param shared how long a shared job took @param alone how long it would have taken the calling thread, by what its own part took */
  record(shared: number, alone: number): void {
    this.shared += shared;
    this.alone += alone;
    if (++this.judged < JUDGED) return;
    if (this.shared > WORTHWHILE * this.alone) this.toDoAlone = ALONE;
    this.shared = this.alone = this.judged = 0;
  }
}
