import { GlipError, type Pixels } from '../../model';

/** The picture that the worker holds: the latest one that came in, as a bitmap until somebody needs its pixels. */
export class HeldPicture {
  #id?: string;
  #bitmap?: ImageBitmap;
  #pixels?: Pixels;

  /** @throws GlipError `internal` if there is no bitmap and another picture, or none, is held. */
  take(id: string, bitmap?: ImageBitmap): void {
    if (bitmap) {
      this.#bitmap?.close();
      this.#id = id;
      this.#bitmap = bitmap;
      this.#pixels = undefined;
    } else if (!this.holds(id)) {
      throw new GlipError('internal', 'The picture has not reached the model. Please choose it again.');
    }
  }

  holds(id: string): boolean {
    return id === this.#id;
  }

  /** Read when a run needs them and not on arrival: of many pictures in quick succession only the last one counts. */
  pixels(): Pixels {
    if (this.#bitmap) {
      const bitmap = this.#bitmap;
      this.#bitmap = undefined;
      this.#pixels = readPixels(bitmap);
    }
    if (!this.#pixels) throw new GlipError('internal', 'The picture could not be read. Please choose it again.');
    return this.#pixels;
  }
}

/** The bitmap's pixels in sRGB, on white where it is transparent. Closes the bitmap. */
function readPixels(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap;
  try {
    // Read once: with `willReadFrequently` the canvas stays in main memory and does not take the way over the GPU.
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
    if (!context) throw new Error('no 2D context');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    // Its copy of the picture, 48 MB for a telephone's, goes now and not when the garbage collector comes by.
    canvas.width = canvas.height = 0;
    return { data, width, height };
  } catch (cause) {
    throw new GlipError(
      'image-size',
      `The picture (${width} × ${height}) takes more memory than there is. Please try a smaller one.`,
      { cause },
    );
  } finally {
    bitmap.close();
  }
}
