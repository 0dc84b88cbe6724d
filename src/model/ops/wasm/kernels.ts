import type { KernelsOn } from '../kernels';
import { conv2d, deformConv2d, mappedDeformConv2d } from './convolutions';
import { crossAttend } from './crossAttend';
import { fuseBranches } from './fuseBranches';
import type { Native } from './native';
import { groupNorm, layerNorm } from './norms';
import { addLinear, clampedLinear, headMatMul, linear } from './products';
import { splitRows } from './splitRows';
import { windowAttention } from './windowAttention';

/** The fused kernels on wasm. */
export const KERNELS = {
  AddLinear: addLinear,
  ClampedLinear: clampedLinear,
  Conv2d: conv2d,
  CrossAttend: crossAttend,
  DeformConv2d: deformConv2d,
  FuseBranches: fuseBranches,
  GroupNorm: groupNorm,
  HeadMatMul: headMatMul,
  LayerNorm: layerNorm,
  Linear: linear,
  MappedDeformConv2d: mappedDeformConv2d,
  SplitRows: splitRows,
  WindowAttention: windowAttention,
} as const satisfies KernelsOn<Native>;
