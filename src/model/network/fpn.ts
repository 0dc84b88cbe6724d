import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../ops/conv2d';
import { upsampleNearest } from '../ops/upsample';
import type { ParamScope } from './params';
import type { ConvParams } from '../ops/weights';

/** Feature pyramid, mirrors the official `modeling/backbone/fpn.py` with `LastLevelP6P7` on P5. */
export interface FpnParams {
  /** For C3, C4, C5. */
  readonly inner: readonly ConvParams[];
  readonly layer: readonly ConvParams[];
  readonly p6: ConvParams;
  readonly p7: ConvParams;
}

export function readFpn(scope: ParamScope, inputs: readonly number[], channels: number): FpnParams {
  return {
    inner: inputs.map((from, i) => scope.conv(`fpn_inner${i + 2}`, from, channels, 1)),
    layer: inputs.map((_, i) => scope.conv(`fpn_layer${i + 2}`, channels, channels, 3)),
    p6: scope.conv('top_blocks.p6', channels, channels, 3),
    p7: scope.conv('top_blocks.p7', channels, channels, 3),
  };
}

/** C3, C4, C5 [h, w, c] -> P3..P7 [h, w, channels]. */
export function fpn(p: FpnParams, features: readonly tf.Tensor3D[]): tf.Tensor3D[] {
  return tf.tidy(() => {
    const last = features.length - 1;
    const pyramid: tf.Tensor3D[] = [];
    let above: tf.Tensor3D | undefined;
    for (let i = last; i >= 0; i--) {
      const lateral = conv2d(features[i]!, p.inner[i]!);
      above = above ? tf.add(lateral, upsampleNearest(above, lateral.shape[0], lateral.shape[1])) : lateral;
      pyramid.unshift(conv2d(above, p.layer[i]!));
    }
    const p6 = conv2d(pyramid[last]!, p.p6, 2);
    return [...pyramid, p6, conv2d(tf.relu(p6), p.p7, 2)];
  });
}
