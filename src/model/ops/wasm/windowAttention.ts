import type { Windows } from '../windowAttention';
import { SHIFT_PENALTY } from '../windows';
import type { Kernel } from './kernel';

export const windowAttention: Kernel = (native, { qkv, padding, positionBias }, { h, w, size, shift }: Windows) => {
  const channels = qkv!.shape[1]! / 3;
  const heads = positionBias!.shape[1]!;
  const out = native.output([h * w, channels]);
  const tensors = {
    qkv: native.at(qkv!),
    padding: native.at(padding!),
    table: native.at(positionBias!),
    out: native.at(out),
  };
  const total = Math.ceil(h / size) * Math.ceil(w / size);
  const work = { total, quantum: 1, cost: 2 * total * size ** 4 * channels };
  native.divide(
    'window_attention',
    { ...tensors, h, w, size, shift, heads, channels, shiftPenalty: SHIFT_PENALTY },
    work,
  );
  return out;
};
