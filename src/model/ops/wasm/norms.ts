import { sizeOf, type Kernel } from './kernel';
import { READING } from './native';

export const layerNorm: Kernel<'LayerNorm'> = (native, { x, weight, bias }, { epsilon }) => {
  const out = native.output(x.shape);
  const [rows, n] = x.shape;
  const job = { x: native.at(x), weight: native.at(weight), bias: native.at(bias), out: native.at(out), n, epsilon };
  native.divide('layer_norm', job, { total: rows, quantum: 1, cost: READING * sizeOf(x) });
  return out;
};

export const groupNorm: Kernel<'GroupNorm'> = (native, { x, weight, bias }, { groups, epsilon }) => {
  const out = native.output(x.shape);
  const [h, w, n] = x.shape;
  native.call('group_norm', {
    x: native.at(x),
    weight: native.at(weight),
    bias: native.at(bias),
    out: native.at(out),
    rows: h * w,
    n,
    groups,
    epsilon,
  });
  return out;
};
