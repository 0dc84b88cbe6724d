import type { Grounder, InputSize } from '../../model';
import type { GroundingClient } from './groundingClient';
import { openBitmap } from '../picture/decode';
import { codeOf } from './sentence';

/** A picture of a batch, to be grounded any number of times: a Grounder for it alone. */
export interface BatchPicture extends Pick<Grounder, 'ground'> {
  /** Names the pixels. */
  readonly id: string;
  /** Size of the upright original. */
  readonly width: number;
  readonly height: number;
}

/** True where the model itself is at fault: the next picture would fare no better. */
export const isOfModel = (error: unknown) => /^(weights|model|tokenizer|config|script)/.test(String(codeOf(error)));

let pictures = 0;

/**
 * Opens a picture from its file while it is worked on: the only decoded one in the page's memory. It is decoded once more where the worker
 * was lost.
 * @throws GlipError `image-decode` or `image-size`, and what `work` throws
 */
export async function withPicture<T>(
  client: Pick<GroundingClient, 'groundInBatch'>,
  inputSize: InputSize,
  { file, name }: { readonly file: Blob; readonly name: string },
  work: (picture: BatchPicture) => Promise<T>,
): Promise<T> {
  const { bitmap, width, height } = await openBitmap(file, name);
  let held: ImageBitmap | undefined = bitmap;
  async function takeBitmap(): Promise<ImageBitmap> {
    const given = held ?? (await openBitmap(file, name)).bitmap;
    held = undefined;
    return given;
  }
  const id = `batch-${++pictures}`;
  const ground: BatchPicture['ground'] = ({ image, prompt, spans, spansOnly }) =>
    client.groundInBatch({
      imageId: id,
      bitmap: takeBitmap,
      originalWidth: image.width,
      originalHeight: image.height,
      prompt,
      spans,
      inputSize,
      ...(spansOnly && { spansOnly }),
    });
  try {
    return await work({ id, width, height, ground });
  } finally {
    held?.close();
  }
}
