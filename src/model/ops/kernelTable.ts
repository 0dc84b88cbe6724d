import type * as tf from '@tensorflow/tfjs-core';
import type { HeadLayouts } from './attention';
import type { Compaction } from './compactCandidates';
import type { PictureTarget } from './resizePicture';
import type { Float16Tensor, Weight } from './weights';
import type { Windows } from './windowAttention';

/**
 * Every fused kernel: its inputs by name, its attributes, and its outputs. Their meanings and shapes stand with the operations that run
 * them, which are named after them. A backend has some of these kernels; docs/architecture.md shows which.
 */
export interface KernelTable {
  AddLinear: {
    inputs: {
      readonly y: tf.Tensor2D;
      readonly x: tf.Tensor2D;
      readonly weight: Weight<tf.Rank.R2>;
      readonly bias?: tf.Tensor1D | undefined;
      readonly scale?: tf.Tensor1D | undefined;
    };
    attributes: { readonly limit: number };
    outputs: tf.Tensor2D;
  };
  ClampedLinear: {
    inputs: {
      readonly x: tf.Tensor2D;
      readonly weight: Weight<tf.Rank.R2>;
      readonly bias?: tf.Tensor1D | undefined;
    };
    attributes: { readonly limit: number };
    outputs: tf.Tensor2D;
  };
  CompactCandidates: {
    inputs: {
      readonly alignment: tf.Tensor2D;
      readonly boxes: tf.Tensor2D;
      readonly centerness: tf.Tensor2D;
      readonly phrases: tf.Tensor1D;
    };
    attributes: Compaction & { readonly phraseCount: number };
    outputs: tf.Tensor2D;
  };
  Conv2d: {
    inputs: { readonly x: tf.Tensor3D; readonly weight: Weight<tf.Rank.R4>; readonly bias: tf.Tensor1D };
    attributes: { readonly stride: number };
    outputs: tf.Tensor3D;
  };
  CrossAttend: {
    inputs: {
      readonly v: tf.Tensor2D;
      readonly keys: tf.Tensor2D;
      readonly keyBias: tf.Tensor1D;
      readonly values: tf.Tensor2D;
      readonly bias: tf.Tensor1D;
      readonly gamma: tf.Tensor1D;
      readonly mask: tf.Tensor3D;
    };
    attributes: { readonly heads: number };
    outputs: [visual: tf.Tensor2D, pooled: tf.Tensor2D];
  };
  DeformConv2d: {
    inputs: {
      readonly x: tf.Tensor3D;
      readonly offsets: tf.Tensor3D;
      readonly mask: tf.Tensor3D;
      readonly weight: tf.Tensor4D;
      readonly bias: tf.Tensor1D;
    };
    attributes: { readonly stride: number };
    outputs: tf.Tensor3D;
  };
  FuseBranches: {
    inputs: {
      /** The maps of the branches, and the weights and biases of their normalisations. */
      readonly branches: readonly {
        readonly y: tf.Tensor3D;
        readonly weight: tf.Tensor1D;
        readonly bias: tf.Tensor1D;
      }[];
      readonly attention: tf.Tensor4D;
      readonly attentionBias: tf.Tensor1D;
      readonly squeeze: tf.Tensor2D;
      readonly squeezeBias: tf.Tensor1D;
      readonly expand: tf.Tensor2D;
      readonly expandBias: tf.Tensor1D;
    };
    /** The level's size, and GroupNorm's groups and epsilon. */
    attributes: { readonly h: number; readonly w: number; readonly groups: number; readonly epsilon: number };
    outputs: tf.Tensor3D;
  };
  GroupNorm: {
    inputs: { readonly x: tf.Tensor3D; readonly weight: tf.Tensor1D; readonly bias: tf.Tensor1D };
    attributes: { readonly groups: number; readonly epsilon: number };
    outputs: tf.Tensor3D;
  };
  HeadMatMul: {
    inputs: { readonly a: Weight<tf.Rank.R2>; readonly b: Weight<tf.Rank.R2> };
    attributes: HeadLayouts & { readonly heads: number };
    outputs: tf.Tensor2D;
  };
  LayerNorm: {
    inputs: { readonly x: tf.Tensor2D; readonly weight: tf.Tensor1D; readonly bias: tf.Tensor1D };
    attributes: { readonly epsilon: number };
    outputs: tf.Tensor2D;
  };
  Linear: {
    inputs: {
      readonly x: tf.Tensor2D;
      readonly weight: Weight<tf.Rank.R2>;
      readonly bias?: tf.Tensor1D | undefined;
    };
    attributes: { readonly activation: 'none' | 'gelu' };
    outputs: tf.Tensor2D;
  };
  MappedDeformConv2d: {
    inputs: {
      readonly x: tf.Tensor3D;
      readonly map: tf.Tensor3D;
      readonly weight: Weight<tf.Rank.R4>;
      readonly bias: tf.Tensor1D;
    };
    attributes: { readonly outH: number; readonly outW: number; readonly stride: number };
    outputs: tf.Tensor3D;
  };
  ResizePicture: {
    inputs: { readonly picture: tf.Tensor2D; readonly rows: tf.Tensor2D; readonly columns: tf.Tensor2D };
    attributes: PictureTarget['normalisation'] & { readonly width: number; readonly height: number };
    outputs: tf.Tensor3D;
  };
  SelfAttention: {
    inputs: {
      readonly q: tf.Tensor2D;
      readonly k: tf.Tensor2D;
      readonly v: tf.Tensor2D;
      readonly mask: tf.Tensor3D;
    };
    attributes: { readonly heads: number; readonly limit: number };
    outputs: tf.Tensor2D;
  };
  SplitRows: {
    inputs: { readonly x: tf.Tensor };
    attributes: { readonly rows: readonly number[] };
    outputs: tf.Tensor[];
  };
  /** float32 [..., n] -> float16, two numbers in each element of an int32 tensor [..., n / 2]. */
  PackFloat16: { inputs: { readonly floats: tf.Tensor }; attributes: object; outputs: tf.Tensor };
  /** The way back, to float32. */
  UnpackFloat16: { inputs: { readonly weight: Float16Tensor }; attributes: object; outputs: tf.Tensor };
  /** Rows of a table in float16, in float32. */
  UnpackRows: {
    inputs: { readonly table: Float16Tensor<tf.Rank.R2>; readonly indices: tf.Tensor1D };
    attributes: object;
    outputs: tf.Tensor2D;
  };
  WindowAttention: {
    inputs: { readonly qkv: tf.Tensor2D; readonly padding: tf.Tensor1D; readonly positionBias: tf.Tensor2D };
    attributes: Windows;
    outputs: tf.Tensor2D;
  };
}
