import type { GlipConfig } from './config';
import { readGlip } from './glip';
import { atInputSize, type InputSize } from './image/inputSize';
import { hasFused } from './ops/fused';
import { parameterShapes } from './weights/params';
import { elementCount } from './weights/torch/strided';

/** What a model asks of the machine that it runs on. Bytes. */
export interface ModelNeeds {
  /** All weights, in float32. */
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
/**
 * Measured (docs/checkpoints.md), for the fused kernels and for the compositions of tfjs operations: what is alive at the worst
 * moment of Swin, in tensors of the size of its hidden layer (and attention, which the fused kernel never writes down), and of the
 * head, in vectors of the FPN's channels per location of P3..P7.
 */
const ALIVE = { fused: { swin: 4.2, head: 16.5 }, composed: { swin: 7.4, head: 87 } } as const;

/**
 * Estimates what a run on a picture takes that has the largest size which the input size allows.
 * @param fused whether the backend has our kernels; without it, the current backend is asked.
 */
export function modelNeeds(config: GlipConfig, inputSize?: InputSize, fused = hasFused('WindowAttention')): ModelNeeds {
  const { swin, fpn, head, image } = config;
  let [weights, largestWeight] = [0, 0];
  for (const shape of parameterShapes((scope) => readGlip(scope, config)).values()) {
    const bytes = FLOAT * elementCount(shape);
    weights += bytes;
    largestWeight = Math.max(largestWeight, bytes);
  }
  const { minSize, maxSize } = atInputSize(image, inputSize);
  const alive = ALIVE[fused ? 'fused' : 'composed'];
  const pixels = minSize * maxSize;
  const patches = pixels / PATCH ** 2;
  const locations = pixels * LOCATIONS_PER_PIXEL;
  const hidden = FLOAT * patches * swin.embedDim * swin.mlpRatio;
  const attention = fused ? 0 : FLOAT * patches * swin.windowSize ** 2 * swin.numHeads[0]!;
  const logits = head.earlyFusion ? FLOAT * locations * head.fusionHeads * TOKENS : 0;
  return {
    weights,
    largestTensor: Math.max(largestWeight, hidden, attention, logits),
    work: Math.max(alive.swin * (hidden + attention), FLOAT * alive.head * fpn.channels * locations),
  };
}
