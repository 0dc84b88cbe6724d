import { OutOfSpace, type OpenFile } from '../../storage/folder';

/** Bytes [at, at + length) of the remote file lie at `place` of the local one. */
export interface Extent {
  readonly at: number;
  readonly length: number;
  readonly place: number;
}

interface HeldPiece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * The parts of a remote file that have arrived, in any order, one behind the other in a local file. When there is no more room
 * they are held in memory, each until it has been read: whoever needs it twice has to fetch it again.
 */
export class ArrivedBytes {
  /** In the order of `at`; neither overlapping nor adjoining where they adjoin in the local file too. */
  #extents: Extent[];
  #held: HeldPiece[] = [];
  #end: number;
  #full = false;

  /** @param extents what the file already holds. */
  constructor(
    private readonly file: OpenFile,
    extents: readonly Extent[] = [],
  ) {
    this.#extents = [...extents].sort((a, b) => a.at - b.at);
    this.#end = Math.max(0, ...extents.map(({ place, length }) => place + length));
  }

  /** Those in the local file, for a later visit. */
  get extents(): readonly Extent[] {
    return this.#extents;
  }

  /** Bytes in the local file. */
  get kept(): number {
    return this.#end;
  }

  /** The first byte of [from, to) that is not here. */
  firstMissing(from: number, to: number): number | undefined {
    let at = from;
    while (at < to) {
      const here = this.#find(at);
      if (!here) return at;
      at = here.end;
    }
    return undefined;
  }

  /** Takes in what is new. @returns how many bytes that is. */
  write(at: number, bytes: Uint8Array): number {
    let added = 0;
    for (let begin = 0; begin < bytes.length;) {
      const here = this.#find(at + begin);
      if (here) {
        begin = here.end - at;
        continue;
      }
      const piece = bytes.subarray(begin, Math.min(bytes.length, this.#nextAfter(at + begin) - at));
      this.#append(at + begin, piece);
      added += piece.length;
      begin += piece.length;
    }
    return added;
  }

  /** @param offset, length a range of which nothing is missing. */
  read(offset: number, length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let at = offset; at < offset + length;) {
      const here = this.#find(at)!;
      const end = Math.min(here.end, offset + length);
      result.set(here.read(at, end - at), at - offset);
      at = end;
    }
    this.#held = this.#held.filter(({ at, bytes }) => at < offset || at + bytes.length > offset + length);
    return result;
  }

  #append(at: number, bytes: Uint8Array): void {
    try {
      if (this.#full) throw new OutOfSpace();
      this.file.write(bytes, this.#end);
    } catch (error) {
      if (!(error instanceof OutOfSpace)) throw error;
      this.#full = true;
      this.#held.push({ at, bytes: bytes.slice() });
      return;
    }
    const before = this.#extents.findLastIndex((extent) => extent.at < at);
    const last = this.#extents[before];
    if (last && last.at + last.length === at && last.place + last.length === this.#end) {
      this.#extents[before] = { ...last, length: last.length + bytes.length };
    } else {
      this.#extents.splice(before + 1, 0, { at, length: bytes.length, place: this.#end });
    }
    this.#end += bytes.length;
  }

  #find(at: number): { end: number; read(at: number, length: number): Uint8Array } | undefined {
    const extent = this.#extents.findLast((other) => other.at <= at);
    if (extent && at < extent.at + extent.length) {
      return {
        end: extent.at + extent.length,
        read: (at, length) => this.file.read(extent.place + at - extent.at, length),
      };
    }
    const held = this.#held.find((other) => other.at <= at && at < other.at + other.bytes.length);
    return (
      held && {
        end: held.at + held.bytes.length,
        read: (at, length) => held.bytes.subarray(at - held.at, at - held.at + length),
      }
    );
  }

  /** Where the next part that is here begins. */
  #nextAfter(at: number): number {
    return [...this.#extents, ...this.#held].reduce(
      (next, other) => (other.at > at ? Math.min(next, other.at) : next),
      Infinity,
    );
  }
}
