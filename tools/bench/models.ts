import type { GlipConfig } from '../../src/model/config/config';
import { atInputSize, type InputSize } from '../../src/model/config/inputSize';

/** What is measured of a model. */
export interface BenchModel {
  readonly name: 'glip-micro' | 'glip-t';
  readonly pictures: readonly BenchPicture[];
  /** How often each run is repeated for its median. */
  readonly rounds: number;
}

/** Pixels of a picture, and what it is resized to where the model offers a choice. */
export interface BenchPicture {
  readonly height: number;
  readonly width: number;
  readonly inputSize: InputSize;
}

const PICTURES: readonly BenchPicture[] = [
  { height: 480, width: 640, inputSize: 'fast' },
  { height: 800, width: 1333, inputSize: 'full' },
];

export const BENCH_MODELS: readonly BenchModel[] = [
  { name: 'glip-micro', pictures: PICTURES, rounds: 7 },
  { name: 'glip-t', pictures: PICTURES, rounds: 3 },
];

/** The same, as short as it can be. */
export const quick = (model: BenchModel): BenchModel => ({ ...model, pictures: model.pictures.slice(0, 1), rounds: 1 });

export const imageConfig = ({ image }: GlipConfig, { inputSize }: BenchPicture) => atInputSize(image, inputSize);

/** Prompts of so many tokens; a model reads no more than its maximum. */
export const promptLengths = ({ text }: GlipConfig, wanted: readonly number[]) => [
  ...new Set(wanted.map((n) => Math.min(n, text.maxTokens))),
];
