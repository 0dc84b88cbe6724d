import { branchesOf, type FusionAttributes } from '../fuseBranches';
import { floatBits, type Kernel } from './kernel';

/** A level has no more neighbours: see fuseBranches.c. */
const MOST_BRANCHES = 3;

export const fuseBranches: Kernel = (native, inputs, { h, w, groups, epsilon }: FusionAttributes) => {
  const branches = branchesOf(inputs);
  const n = branches[0]!.shape[2]!;
  const statistics = native.output([branches.length, 3, n]);
  const factors = native.output([branches.length + 5, n]);
  const places = branches.map((y): [number, number, number] => [native.at(y), y.shape[0]!, y.shape[1]!]);
  for (const [b, [y, smallH, smallW]] of places.entries()) {
    const of = (name: string) => native.at(inputs[`${name}${b}`]!);
    const args = [y, of('weight'), of('bias'), native.at(statistics) + 4 * b * 3 * n, smallH, smallW, h, w, n, groups, floatBits(epsilon)];
    // Three times through the map: its sums, the squares, the average. Each time along its rows, so in few parts.
    native.divide('branch_statistics', args, { total: groups, quantum: 1, block: groups, cost: 3 * smallH * smallW * n, scratch: 2 * n + smallH + smallW });
  }
  const network = ['weight', 'bias', 'squeeze', 'squeezeBias', 'expand', 'expandBias'].map((name) => native.at(inputs[name]!));
  const hidden = inputs.squeeze!.shape[1]!;
  native.call('branch_factors', native.at(statistics), branches.length, ...network, hidden, native.at(factors), n, native.scratch(n + hidden));
  const out = native.output([h, w, n]);
  const given = Array.from({ length: MOST_BRANCHES }, (_, b) => places[b] ?? [0, 0, 0]).flat();
  const args = [...given, branches.length, native.at(factors), native.at(out), h, w, n];
  native.divide('combine_branches', args, { total: h, quantum: 1, cost: (branches.length + 2) * h * w * n, scratch: 0 });
  native.release(statistics);
  native.release(factors);
  return out;
};
