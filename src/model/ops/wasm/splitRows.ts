import { sizeOf, type Kernel } from './kernel';
import { behind } from './native';

export const splitRows: Kernel<'SplitRows'> = (native, { x }, { rows }) => {
  const [, ...rowShape] = x.shape;
  const size = sizeOf({ shape: rowShape });
  let begin = native.at(x);
  return rows.map((count) => {
    const out = native.output([count, ...rowShape]);
    native.copy(begin, native.at(out), count * size);
    begin = behind(begin, count * size);
    return out;
  });
};
