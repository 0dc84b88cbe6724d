import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { KernelsOn } from '../kernels';
import { compactCandidates } from './compactCandidates';
import { conv2d } from './conv2d';
import { crossAttend } from './crossAttend';
import { mappedDeformConv2d } from './deformConv2d';
import { packFloat16, unpackFloat16, unpackRows } from './float16';
import { fuseBranches } from './fuseBranches';
import { headMatMul } from './headMatMul';
import { layerNorm } from './layerNorm';
import { addLinear, clampedLinear, linear } from './product';
import { resizePicture } from './resizePicture';
import { selfAttention } from './selfAttention';
import { windowAttention } from './windowAttention';

/** The fused kernels on WebGPU. */
export const KERNELS = {
  AddLinear: addLinear,
  ClampedLinear: clampedLinear,
  CompactCandidates: compactCandidates,
  Conv2d: conv2d,
  CrossAttend: crossAttend,
  FuseBranches: fuseBranches,
  HeadMatMul: headMatMul,
  LayerNorm: layerNorm,
  Linear: linear,
  MappedDeformConv2d: mappedDeformConv2d,
  PackFloat16: packFloat16,
  ResizePicture: resizePicture,
  SelfAttention: selfAttention,
  UnpackFloat16: unpackFloat16,
  UnpackRows: unpackRows,
  WindowAttention: windowAttention,
} as const satisfies KernelsOn<WebGPUBackend>;
