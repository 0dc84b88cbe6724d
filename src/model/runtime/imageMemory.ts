import * as tf from '@tensorflow/tfjs-core';
import type { EncodedImage } from '../network/encodedImage';
import type { InputSize } from '../config/inputSize';

/** The encoded pictures that are kept: the latest one, so that a new prompt reuses it, and those that are to be retained. */
export class ImageMemory {
  private images: EncodedImage[] = [];
  private latest?: EncodedImage;
  private retained: ReadonlySet<string> = new Set();

  /** The kept picture with this id, at the same input size. */
  find(id: string, inputSize: InputSize | undefined): EncodedImage | undefined {
    return this.images.find((image) => image.id === id && image.inputSize === inputSize);
  }

  /** Makes a picture the latest one, and takes it over where it is new. */
  use(image: EncodedImage): void {
    this.latest = image;
    if (!this.images.includes(image)) this.images.push(image);
    this.sweep();
  }

  /** Pictures with these ids stay, whatever comes after them, until this is called again. */
  retain(ids: readonly string[]): void {
    this.retained = new Set(ids);
    this.sweep();
  }

  private sweep(): void {
    // A picture at another input size than before takes the place of its former self.
    const isKept = (image: EncodedImage) =>
      image === this.latest || (this.retained.has(image.id) && image.id !== this.latest?.id);
    tf.dispose(this.images.filter((image) => !isKept(image)).flatMap(({ levels }) => [...levels]));
    this.images = this.images.filter(isKept);
  }

  dispose(): void {
    this.latest = undefined;
    this.retain([]);
  }
}
