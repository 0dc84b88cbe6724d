import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { readGlip } from '../network/glip';
import { atInputSize, type InputSize } from '../config/inputSize';
import { hasFused } from '../ops/kernels';
import { parameterBytes } from '../network/params';

/** What a model asks of the machine that it runs on. Bytes. */
export interface ModelNeeds {
  /** All weights, as the backend holds them. */
  readonly weights: number;
  /** The largest tensor, among the weights or on the way. */
  readonly largestTensor: number;
  /** What lies beside the weights at the worst moment of a run. */
  readonly work: number;
}

const FLOAT = 4;
const PATCH = 4;
/** Of P3..P7: 1/64 + 1/256 + 1/1024 … of the pixels. */
const LOCATIONS_PER_PIXEL = 1 / 48;
/** A long prompt; the longest of all makes a matrix twice as large. */
const TOKENS = 128;
/** Which operations a backend has: our native ones of wasm, our shaders, or the compositions of tfjs operations alone. */
export type Kernels = 'wasm' | 'webgpu' | 'composed';

/**
 * Measured (docs/checkpoints.md): what is alive at the worst moment of Swin, in tensors of the size of its hidden layer (and
 * attention, which no fused kernel writes down), and of the head, in vectors of the FPN's channels per location of P3..P7.
 */
const ALIVE: Readonly<Record<Kernels, { readonly swin: number; readonly head: number }>> = {
  wasm: { swin: 4.2, head: 16.5 },
  webgpu: { swin: 5.4, head: 7.2 },
  composed: { swin: 7.4, head: 87 },
};
/** Buffers of other sizes, from before, that lie free on the GPU beside as much in use, but no more than this (measured as well). */
const FREE_ON_GPU = 240e6;
/** All the logits of X-MHA that exist at a time on WebGPU (ops/webgpu/crossAttend). */
const LOGITS_ON_GPU = 2 ** 26;

export interface NeedsOptions {
  readonly inputSize?: InputSize | undefined;
  /** Whether the weights are halves in their file, which WebGPU keeps. */
  readonly halves?: boolean;
  readonly kernels?: Kernels;
}

/** Estimates what a run on a picture takes that has the largest size which the input size allows, with a short prompt. */
export function modelNeeds(
  config: GlipConfig,
  { inputSize, halves = false, kernels = currentKernels() }: NeedsOptions = {},
): ModelNeeds {
  const { swin, fpn, head, image } = config;
  const parameters = parameterBytes((scope) => readGlip(scope, config), halves && kernels === 'webgpu');
  const { minSize, maxSize } = atInputSize(image, inputSize);
  const alive = ALIVE[kernels];
  const pixels = minSize * maxSize;
  const patches = pixels / PATCH ** 2;
  const locations = pixels * LOCATIONS_PER_PIXEL;
  const hidden = FLOAT * patches * swin.embedDim * swin.mlpRatio;
  const attention = kernels === 'composed' ? FLOAT * patches * swin.windowSize ** 2 * swin.numHeads[0]! : 0;
  const logits = head.earlyFusion
    ? Math.min(FLOAT * locations * head.fusionHeads * TOKENS, kernels === 'webgpu' ? LOGITS_ON_GPU : Infinity)
    : 0;
  const used = Math.max(alive.swin * (hidden + attention), FLOAT * alive.head * fpn.channels * locations);
  return {
    weights: parameters.reduce((sum, bytes) => sum + bytes, 0),
    largestTensor: Math.max(...parameters, hidden, attention, logits),
    work: used + (kernels === 'webgpu' ? Math.min(used, FREE_ON_GPU) : 0),
  };
}

function currentKernels(): Kernels {
  if (!hasFused('WindowAttention')) return 'composed';
  return tf.getBackend() === 'webgpu' ? 'webgpu' : 'wasm';
}
