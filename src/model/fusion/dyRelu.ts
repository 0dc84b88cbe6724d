import type * as tf from '@tensorflow/tfjs-core';
import { dynamicRelu } from '../ops/dynamicRelu';
import type { LinearParams, ParamScope } from '../weights/params';

/** Task-aware activation, mirrors the official `DYReLU` in `layers/dyrelu.py`. */
export interface DyReluParams {
  readonly squeeze: LinearParams;
  readonly expand: LinearParams;
}

const REDUCTION = 4;

export function readDyRelu(scope: ParamScope, channels: number): DyReluParams {
  const hidden = channels / REDUCTION;
  return { squeeze: scope.linear('fc.0', channels, hidden), expand: scope.linear('fc.2', hidden, 4 * channels) };
}

/** x [h, w, channels] -> the same shape. */
export const dyRelu = (p: DyReluParams, x: tf.Tensor3D): tf.Tensor3D => dynamicRelu(x, p.squeeze, p.expand);
