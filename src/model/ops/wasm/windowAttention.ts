import { SHIFT_PENALTY } from '../windowLayout';
import type { Kernel } from './kernel';

export const windowAttention: Kernel<'WindowAttention'> = (native, inputs, { h, w, size, shift }) => {
  const { qkv, padding, positionBias } = inputs;
  const channels = qkv.shape[1] / 3;
  const heads = positionBias.shape[1];
  const out = native.output([h * w, channels]);
  const tensors = {
    qkv: native.at(qkv),
    padding: native.at(padding),
    table: native.at(positionBias),
    out: native.at(out),
  };
  const total = Math.ceil(h / size) * Math.ceil(w / size);
  native.divide(
    'window_attention',
    { ...tensors, h, w, size, shift, heads, channels, shiftPenalty: SHIFT_PENALTY },
    { total, quantum: 1, cost: 2 * total * size ** 4 * channels },
  );
  return out;
};
