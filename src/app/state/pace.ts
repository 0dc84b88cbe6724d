import { INPUT_SIZES, type InputSize, type StageTimings } from '../../model';
import type { AppState, Pace } from './state';

/** How long a run will take at another size of the model's input, told from the last one. Pure. */

/** The network halves its maps five times; pictures are padded to a multiple of this. Pixels. */
const DIVISOR = 32;

/** Pixels of the network's input for a picture, padding included. */
export function inputPixels(
  { width, height }: { readonly width: number; readonly height: number },
  size: InputSize,
): number {
  const { min, max } = INPUT_SIZES[size];
  const scale = Math.min(min / Math.min(width, height), max / Math.max(width, height));
  const padded = (side: number) => Math.ceil((side * scale) / DIVISOR) * DIVISOR;
  return padded(width) * padded(height);
}

/** Where the time of the text alone is not known, it counts as if it grew with the picture. @returns undefined where the picture's features were kept from an earlier run. */
export function paceOf({ image, text = 0, total }: StageTimings, pixels: number): Pace | undefined {
  if (image === 0) return undefined;
  return { millisecondsPerPixel: (total - text) / pixels, millisecondsOfText: text };
}

export const expectedMilliseconds = ({ millisecondsPerPixel, millisecondsOfText }: Pace, pixels: number) =>
  millisecondsPerPixel * pixels + millisecondsOfText;

/** The size that is used: the visitor's, else one that suits what the model runs on. */
export const inputSizeOf = ({ inputSize, modelInfo }: Pick<AppState, 'inputSize' | 'modelInfo'>): InputSize =>
  inputSize ?? (modelInfo?.backend === 'webgpu' ? 'balanced' : 'fast');
