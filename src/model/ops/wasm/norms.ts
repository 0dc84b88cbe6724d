import { sizeOf, type Kernel } from './kernel';
import { READING } from './native';

export const layerNorm: Kernel = (native, { x, weight, bias }, { epsilon }: { epsilon: number }) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  const job = { x: native.at(x!), weight: native.at(weight!), bias: native.at(bias!), out: native.at(out), n, epsilon };
  native.divide('layer_norm', job, { total: sizeOf(x!) / n, quantum: 1, cost: READING * sizeOf(x!) });
  return out;
};

export const groupNorm: Kernel = (
  native,
  { x, weight, bias },
  { groups, epsilon }: { groups: number; epsilon: number },
) => {
  const out = native.output(x!.shape);
  const n = weight!.shape[0]!;
  native.call('group_norm', {
    x: native.at(x!),
    weight: native.at(weight!),
    bias: native.at(bias!),
    out: native.at(out),
    rows: sizeOf(x!) / n,
    n,
    groups,
    epsilon,
  });
  return out;
};
