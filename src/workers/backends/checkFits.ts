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

export interface DeviceMemory {
  /** `navigator.deviceMemory`: rounded, at most 8, and not known in every browser. */
  readonly deviceGigabytes?: number;
  /** What another model takes of it for now. */
  readonly besideBytes?: number | undefined;
}

/** What a model takes of the device's memory: weights and work together. Bytes. */
export function memoryOf(
  { config, halves }: ModelSize,
  inputSize: InputSize | undefined,
  { limits }: StartedBackend,
): number {
  const { weights, work } = modelNeeds(config, { inputSize, halves });
  return weights * (limits?.copiesOfWeights ?? 1) + work;
}

/**
 * Holds what a model needs against what the device has, before anything is uploaded: too large a model would end in a crash.
 * @throws GlipError `model-too-large`, with what would work.
 */
export function checkFits(
  model: ModelSize,
  inputSize: InputSize | undefined,
  backend: StartedBackend,
  { deviceGigabytes = deviceMemory(), besideBytes = 0 }: DeviceMemory = {},
): void {
  const freeBytes = deviceGigabytes * GIGABYTE - besideBytes;
  const excess = excessOf(model, inputSize, backend, freeBytes);
  if (excess === undefined) return;
  const smaller = inputSizesOf(model.config.image).findLast(
    (size) => excessOf(model, size, backend, freeBytes) === undefined,
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
  model: ModelSize,
  inputSize: InputSize | undefined,
  backend: StartedBackend,
  freeBytes: number,
): string | undefined {
  const { config, halves } = model;
  const { name, limits } = backend;
  const { largestTensor } = modelNeeds(config, { inputSize, halves });
  const total = memoryOf(model, inputSize, backend);
  const at = inputSize ? ` at the input size “${inputSize}”` : '';
  if (total > (limits?.total ?? Infinity)) {
    return `${config.name} needs about ${gigabytes(total)} of memory${at}, and ${name === 'wasm' ? 'WebAssembly' : 'the device'} has ${gigabytes(limits!.total!)} at most.`;
  }
  if (total > freeBytes)
    return `${config.name} needs about ${gigabytes(total)} of memory${at}, and this device has about ${gigabytes(freeBytes)}.`;
  if (largestTensor > (limits?.tensor ?? Infinity)) {
    return `${config.name} needs pieces of ${gigabytes(largestTensor)} on the graphics processor${at}, which takes ${gigabytes(limits!.tensor!)} at most.`;
  }
  return undefined;
}

/** Unlimited where the browser does not tell. */
function deviceMemory(): number {
  return (navigator as { deviceMemory?: number }).deviceMemory ?? Infinity;
}
