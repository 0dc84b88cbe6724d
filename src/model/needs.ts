import type { GlipConfig } from './config';
import { readGlip } from './glip';
import { atInputSize, type InputSize } from './image/inputSize';
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
/** Measured (docs/checkpoints.md): tensors of the size of Swin's hidden layer and attention that are alive at the worst moment. */
const SWIN_TENSORS = 7.4;
/** Measured likewise: vectors of the FPN's channels per location of P3..P7. */
const HEAD_VECTORS = 87;

/** Estimates what a run on a picture takes that has the largest size which the input size allows. */
export function modelNeeds(config: GlipConfig, inputSize?: InputSize): ModelNeeds {
  const { swin, fpn, head, image } = config;
  let [weights, largestWeight] = [0, 0];
  for (const shape of parameterShapes((scope) => readGlip(scope, config)).values()) {
    const bytes = FLOAT * elementCount(shape);
    weights += bytes;
    largestWeight = Math.max(largestWeight, bytes);
  }
  const { minSize, maxSize } = atInputSize(image, inputSize);
  const pixels = minSize * maxSize;
  const patches = pixels / PATCH ** 2;
  const locations = pixels * LOCATIONS_PER_PIXEL;
  const hidden = FLOAT * patches * swin.embedDim * swin.mlpRatio;
  const attention = FLOAT * patches * swin.windowSize ** 2 * swin.numHeads[0]!;
  const logits = head.earlyFusion ? FLOAT * locations * head.fusionHeads * TOKENS : 0;
  return {
    weights,
    largestTensor: Math.max(largestWeight, hidden, attention, logits),
    work: Math.max(SWIN_TENSORS * (hidden + attention), FLOAT * HEAD_VECTORS * fpn.channels * locations),
  };
}
