import type { Windows } from '../windowAttention';
import type { Kernel } from './kernel';
import { wholePanels } from './tiles';

export const windowAttention: Kernel = (native, { qkv, padding, positionBias }, { h, w, size: side, shift }: Windows) => {
  const channels = qkv!.shape[1]! / 3;
  const heads = positionBias!.shape[1]!;
  const out = native.output([h * w, channels]);
  const args = [native.at(qkv!), native.at(padding!), native.at(positionBias!), native.at(out), h, w, side, shift, heads, channels];
  const area = side * side;
  const wide = wholePanels(area);
  const depth = channels / heads;
  const total = Math.ceil(h / side) * Math.ceil(w / side);
  const scratch = area + 2 * area * wide + 2 * area * depth + 2 * wide * (depth + 8);
  native.divide('window_attention', args, { total, quantum: 1, cost: 2 * total * area * area * channels, scratch });
  return out;
};
