import { branchesOf, type FusionAttributes } from '../fuseBranches';
import { BRANCH_STATISTICS, LEVEL_FACTORS, MAX_BRANCHES } from './abi';
import type { Kernel } from './kernel';
import { behind } from './native';

export const fuseBranches: Kernel = (native, inputs, { h, w, groups, epsilon }: FusionAttributes) => {
  const branches = branchesOf(inputs);
  if (branches.length > MAX_BRANCHES)
    throw new RangeError(`${branches.length} branches are more than a level can have.`);
  const n = branches[0]!.shape[2]!;
  const statistics = native.output([branches.length, BRANCH_STATISTICS, n]);
  const factors = native.output([branches.length + LEVEL_FACTORS, n]);
  const input = (name: string) => native.at(inputs[name]!);
  for (const [b, y] of branches.entries()) {
    const [branchH, branchW] = y.shape as [number, number, number];
    const job = {
      y: native.at(y),
      weight: input(`weight${b}`),
      bias: input(`bias${b}`),
      statistics: behind(native.at(statistics), b * BRANCH_STATISTICS * n),
      h: branchH,
      w: branchW,
      levelH: h,
      levelW: w,
      n,
      groups,
      epsilon,
    };
    // Three times through the map: its sums, the squares, the average. Each time along its rows, so in few parts.
    native.divide('branch_statistics', job, {
      total: groups,
      quantum: 1,
      block: groups,
      cost: 3 * branchH * branchW * n,
    });
  }
  native.call('branch_factors', {
    statistics: native.at(statistics),
    branches: branches.length,
    weight: input('weight'),
    bias: input('bias'),
    squeeze: input('squeeze'),
    squeezeBias: input('squeezeBias'),
    expand: input('expand'),
    expandBias: input('expandBias'),
    hidden: inputs.squeeze!.shape[1]!,
    factors: native.at(factors),
    n,
  });
  const out = native.output([h, w, n]);
  const job = {
    y: branches.map((y) => native.at(y)),
    heights: branches.map(({ shape }) => shape[0]!),
    widths: branches.map(({ shape }) => shape[1]!),
    branches: branches.length,
    factors: native.at(factors),
    out: native.at(out),
    h,
    w,
    n,
  };
  native.divide('combine_branches', job, { total: h, quantum: 1, cost: (branches.length + 2) * h * w * n });
  native.release(statistics);
  native.release(factors);
  return out;
};
