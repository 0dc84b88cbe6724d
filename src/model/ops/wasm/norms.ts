import { sizeOf, type Kernel } from './kernel';

export const layerNorm: Kernel = (native, { x, weight, bias }, { epsilon }: { epsilon: number }) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  native.call('layer_norm', native.at(x!), native.at(weight!), native.at(bias!), native.at(out), sizeOf(x!) / n, n, epsilon);
  return out;
};

export const groupNorm: Kernel = (native, { x, weight, bias }, { groups, epsilon }: { groups: number; epsilon: number }) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  const places = [native.at(x!), native.at(weight!), native.at(bias!), native.at(out)];
  native.call('group_norm', ...places, sizeOf(x!) / n, n, groups, epsilon, native.scratch(3 * n));
  return out;
};
