import type { DynamicReluParams } from '../ops/fuseBranches';
import type { ParamScope } from './params';

/** Task-aware activation, mirrors the official `DYReLU` in `layers/dyrelu.py`. */

const REDUCTION = 4;

export function readDyRelu(scope: ParamScope, channels: number): DynamicReluParams {
  const hidden = channels / REDUCTION;
  return {
    squeeze: scope.float32Linear('fc.0', channels, hidden),
    expand: scope.float32Linear('fc.2', hidden, 4 * channels),
  };
}
