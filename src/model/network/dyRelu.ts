import type { DynamicReluParams } from '../ops/dynamicRelu';
import type { ParamScope } from './params';

/** Task-aware activation, mirrors the official `DYReLU` in `layers/dyrelu.py`. */

const REDUCTION = 4;

export function readDyRelu(scope: ParamScope, channels: number): DynamicReluParams {
  const hidden = channels / REDUCTION;
  return {
    squeeze: scope.linear('fc.0', channels, hidden, { floats: true }),
    expand: scope.linear('fc.2', hidden, 4 * channels, { floats: true }),
  };
}
