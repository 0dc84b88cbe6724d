import type { Kernel } from './kernel';
import { behind } from './native';

export const splitRows: Kernel = (native, { x }, { rows }: { rows: number[] }) => {
  const size = x!.shape.slice(1).reduce((a, b) => a * b, 1);
  let begin = native.at(x!);
  return rows.map((count) => {
    const out = native.output([count, ...x!.shape.slice(1)]);
    native.copy(begin, native.at(out), count * size);
    begin = behind(begin, count * size);
    return out;
  });
};
