import { GlipError } from '../../errors';

/** The pickle goes on behind the bytes at hand. */
export class PickleCutOff extends GlipError {
  constructor() {
    super(
      'weights-format',
      'This PyTorch checkpoint cannot be read: its pickle breaks off, so the file is cut off or damaged.',
    );
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a pickle's arguments in order. Every length is held against the bytes at hand before it is used. */
export class BytesReader {
  at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    return this.bytes.subarray(this.skip(length), this.at);
  }

  uint8 = () => this.view.getUint8(this.skip(1));
  uint16 = () => this.view.getUint16(this.skip(2), true);
  int32 = () => this.view.getInt32(this.skip(4), true);
  uint32 = () => this.view.getUint32(this.skip(4), true);
  /** Rounded beyond 2^53, where it is a length beyond any file just the same. */
  uint64 = () => Number(this.view.getBigUint64(this.skip(8), true));
  float64 = () => this.view.getFloat64(this.skip(8), false);

  text(length: number): string {
    return decoder.decode(this.take(length));
  }

  /** Up to the next newline, which is passed over. */
  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new PickleCutOff();
    const line = this.text(end - this.at);
    this.at++;
    return line;
  }

  private skip(length: number): number {
    const start = this.at;
    if (length > this.bytes.byteLength - start) throw new PickleCutOff();
    this.at = start + length;
    return start;
  }
}
