import { BRANCH_STATISTICS, LEVEL_FACTORS, MAX_BRANCHES } from './abi';
import type { Kernel } from './kernel';
import { behind } from './native';

export const fuseBranches: Kernel<'FuseBranches'> = (native, inputs, { h, w, groups, epsilon }) => {
  const { branches, attention, attentionBias, squeeze, squeezeBias, expand, expandBias } = inputs;
  const count = branches.length;
  if (count > MAX_BRANCHES) throw new RangeError(`${count} branches are more than a level can have.`);
  const [, , n] = attention.shape;
  const statistics = native.output([count, BRANCH_STATISTICS, n]);
  const factors = native.output([count + LEVEL_FACTORS, n]);
  for (const [b, { y, weight, bias }] of branches.entries()) {
    const [branchH, branchW] = y.shape;
    const job = {
      y: native.at(y),
      weight: native.at(weight),
      bias: native.at(bias),
      statistics: behind(native.at(statistics), b * BRANCH_STATISTICS * n),
      h: branchH,
      w: branchW,
      levelH: h,
      levelW: w,
      n,
      groups,
      epsilon,
    };
    // Three passes over the map: its sums, the squares, the average. Each goes along its rows, so in few parts.
    native.divide('branch_statistics', job, {
      total: groups,
      quantum: 1,
      block: groups,
      cost: 3 * branchH * branchW * n,
    });
  }
  native.call('branch_factors', {
    statistics: native.at(statistics),
    branches: count,
    weight: native.at(attention),
    bias: native.at(attentionBias),
    squeeze: native.at(squeeze),
    squeezeBias: native.at(squeezeBias),
    expand: native.at(expand),
    expandBias: native.at(expandBias),
    hidden: squeeze.shape[1],
    factors: native.at(factors),
    n,
  });
  const out = native.output([h, w, n]);
  const job = {
    y: branches.map(({ y }) => native.at(y)),
    heights: branches.map(({ y }) => y.shape[0]),
    widths: branches.map(({ y }) => y.shape[1]),
    branches: count,
    factors: native.at(factors),
    out: native.at(out),
    h,
    w,
    n,
  };
  native.divide('combine_branches', job, { total: h, quantum: 1, cost: (count + 2) * h * w * n });
  native.release(statistics);
  native.release(factors);
  return out;
};
