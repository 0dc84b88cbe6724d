import type * as tf from '@tensorflow/tfjs-core';
import type { InputSize } from '../config/inputSize';
import type { AnchorLevel } from './anchors';

/** A picture as the fused head takes it. */
export interface EncodedImage {
  readonly id: string;
  readonly inputSize: InputSize | undefined;
  /** P3..P7 [h, w, channels] */
  readonly levels: readonly tf.Tensor3D[];
  readonly anchors: readonly AnchorLevel[];
  /** Size of the picture in the network's input, without padding. */
  readonly width: number;
  readonly height: number;
}
