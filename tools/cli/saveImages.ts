import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { withoutEnding } from '../../src/data/datasets/labelledPicture';
import type { Box, Pixels } from '../../src/model';
import { drawBoxes } from './drawBoxes';

/** A box with what it is called, and the number of its colour. */
export interface NamedBox {
  readonly box: Box;
  readonly label: string;
  readonly phrase: number;
}

export interface Boxes {
  readonly truth: readonly NamedBox[];
  readonly found: readonly (NamedBox & { readonly score: number })[];
}

/** Draws a picture's boxes, which are in pixels of some size. */
export type DrawPicture = (
  imageFile: string,
  pixels: Pixels,
  size: { readonly width: number; readonly height: number },
  boxes: Boxes,
) => Promise<void>;

/**
 * Draws pictures with truth, dashed, and detections into a folder, each as a PNG of the same name within it.
 * @param images the folder that the pictures lie in. @param threshold of the detections that are drawn.
 */
export function saveImages(folder: string, images: string, threshold: number): DrawPicture {
  return async (imageFile, pixels, size, { truth, found }) => {
    const file = path.join(folder, `${withoutEnding(path.relative(images, imageFile))}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    const [sx, sy] = [pixels.width / size.width, pixels.height / size.height];
    const scaled = <T extends NamedBox>({ box: [x0, y0, x1, y1], label, phrase }: T) => ({
      box: [x0 * sx, y0 * sy, x1 * sx, y1 * sy] as const,
      label,
      phrase,
    });
    const shown = found.filter(({ score }) => score >= threshold);
    await drawBoxes(
      pixels,
      [
        ...truth.map((box) => ({ ...scaled(box), isTruth: true })),
        ...shown.map((box) => ({ ...scaled(box), label: `${box.label} ${box.score.toFixed(2)}` })),
      ],
      file,
    );
  };
}
