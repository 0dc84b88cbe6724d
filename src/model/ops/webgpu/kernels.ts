import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused';
import { compactCandidates } from './compactCandidates';
import { conv2d } from './conv2d';
import { crossAttend } from './crossAttend';
import { mappedDeformConv2d } from './deformConv2d';
import { fuseBranches } from './fuseBranches';
import { gelu } from './gelu';
import { packHalves, unpackHalves, unpackRows } from './halves';
import { headMatMul } from './headMatMul';
import { layerNorm } from './layerNorm';
import { addLinear, clampedLinear, linear } from './product';
import { resizePicture } from './resizePicture';
import { selfAttention } from './selfAttention';
import { windowAttention } from './windowAttention';

/** Inputs and attributes as the operation in `ops/` hands them over: their meaning is told there. */
type Kernel = (
  backend: WebGPUBackend,
  inputs: Record<string, TensorInfo>,
  attributes: never,
) => TensorInfo | TensorInfo[];

/** The fused kernels of WebGPU. */
export const KERNELS = {
  AddLinear: addLinear,
  ClampedLinear: clampedLinear,
  CompactCandidates: compactCandidates,
  Conv2d: conv2d,
  CrossAttend: crossAttend,
  MappedDeformConv2d: mappedDeformConv2d,
  FuseBranches: fuseBranches,
  Gelu: gelu,
  HeadMatMul: headMatMul,
  LayerNorm: layerNorm,
  Linear: linear,
  PackHalves: packHalves,
  ResizePicture: resizePicture,
  SelfAttention: selfAttention,
  UnpackHalves: unpackHalves,
  UnpackRows: unpackRows,
  WindowAttention: windowAttention,
} as const satisfies Partial<Record<FusedKernel, Kernel>>;
