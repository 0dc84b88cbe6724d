import { floatBits, sizeOf, type Kernel } from './kernel';
import { READING } from './native';

export const layerNorm: Kernel = (native, { x, weight, bias }, { epsilon }: { epsilon: number }) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  const args = [native.at(x!), native.at(weight!), native.at(bias!), native.at(out), n, floatBits(epsilon)];
  native.divide('layer_norm', args, { total: sizeOf(x!) / n, quantum: 1, cost: READING * sizeOf(x!), scratch: 0 });
  return out;
};

export const groupNorm: Kernel = (native, { x, weight, bias }, { groups, epsilon }: { groups: number; epsilon: number }) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  const places = [native.at(x!), native.at(weight!), native.at(bias!), native.at(out)];
  native.call('group_norm', ...places, sizeOf(x!) / n, n, groups, epsilon, native.scratch(3 * n));
  return out;
};
