import { GlipError, inputSizesOf, modelNeeds, type GlipConfig, type InputSize } from '../../model';
import type { StartedBackend } from './startedBackend';

const GIGABYTE = 1e9;
const gigabytes = (bytes: number) => `${(bytes / GIGABYTE).toFixed(1)} GB`;

/** What of a model its size depends on. */
export interface ModelSize {
  readonly config: GlipConfig;
  /** Whether its weights are halves in their file. */
  readonly halves: boolean;
}

/**
 * Holds what a model needs against what the device has, before anything is uploaded: too large a model would end in a crash.
 * @param deviceGigabytes `navigator.deviceMemory`: rounded, at most 8, and not told by every browser.
 * @throws GlipError `model-too-large`, with what would work.
 */
export function checkFits(
  model: ModelSize,
  inputSize: InputSize | undefined,
  backend: StartedBackend,
  deviceGigabytes = deviceMemory(),
): void {
  const excess = excessOf(model, inputSize, backend, deviceGigabytes);
  if (excess === undefined) return;
  const smaller = inputSizesOf(model.config.image).findLast(
    (size) => excessOf(model, size, backend, deviceGigabytes) === undefined,
  );
  const other =
    backend.name === 'wasm'
      ? 'a browser that runs it on the graphics processor (WebGPU), or a smaller model'
      : 'a smaller model, or a machine with a larger graphics processor';
  throw new GlipError(
    'model-too-large',
    `${excess} What would work: ${smaller ? `the input size “${smaller}”` : other}.`,
  );
}

/** What is too much, in a sentence. */
function excessOf(
  { config, halves }: ModelSize,
  inputSize: InputSize | undefined,
  { name, limits }: StartedBackend,
  deviceGigabytes: number,
): string | undefined {
  const { weights, largestTensor, work } = modelNeeds(config, { inputSize, halves });
  const total = weights * (limits?.copiesOfWeights ?? 1) + work;
  const at = inputSize ? ` at the input size “${inputSize}”` : '';
  if (total > (limits?.total ?? Infinity)) {
    return `${config.name} needs about ${gigabytes(total)} of memory${at}, and ${name === 'wasm' ? 'WebAssembly' : 'the device'} has ${gigabytes(limits!.total!)} at most.`;
  }
  if (total > deviceGigabytes * GIGABYTE)
    return `${config.name} needs about ${gigabytes(total)} of memory${at}, and this device has about ${deviceGigabytes} GB.`;
  if (largestTensor > (limits?.tensor ?? Infinity)) {
    return `${config.name} needs pieces of ${gigabytes(largestTensor)} on the graphics processor${at}, which takes ${gigabytes(limits!.tensor!)} at most.`;
  }
  return undefined;
}

/** Unlimited where the browser does not tell. */
function deviceMemory(): number {
  return (navigator as { deviceMemory?: number }).deviceMemory ?? Infinity;
}
