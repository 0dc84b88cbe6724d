import type { ByteSink } from '../../../model';

const PART_BYTES = 16 * 2 ** 20;

/** A safetensors file written into a Blob. Browsers move large Blobs out of memory, so that it is built of large parts. */
export class BlobSink implements ByteSink {
  readonly #parts: Blob[] = [];
  #collected: Uint8Array<ArrayBuffer>[] = [];
  #collectedBytes = 0;
  #header?: Blob;

  /** The data in order, and the header, at 0, last: so writeSafetensors writes. */
  write(bytes: Uint8Array, at: number): void {
    if (at === 0) {
      this.#header = new Blob([bytes.slice()]);
      return;
    }
    this.#collected.push(bytes.slice());
    this.#collectedBytes += bytes.length;
    if (this.#collectedBytes >= PART_BYTES) this.#closePart();
  }

  blob(): Blob {
    this.#closePart();
    return new Blob([this.#header!, ...this.#parts]);
  }

  #closePart(): void {
    this.#parts.push(new Blob(this.#collected));
    this.#collected = [];
    this.#collectedBytes = 0;
  }
}
