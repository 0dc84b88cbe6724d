import { badTensor } from './errors';

/** A view of a storage as PyTorch has it: sizes, strides and offset count elements. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Takes bytes [offset, offset + length) of a storage. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** The most that is read at once for a view that is not contiguous. Bytes. */
const CHUNK = 4 * 2 ** 20;
const DIMENSION_LIMIT = 64; // PyTorch's own

export const elementCount = (shape: readonly number[]) => (shape.includes(0) ? 0 : shape.reduce((a, b) => a * b, 1));

/** @throws GlipError `weights-tensor` for a layout that reaches beyond `elements`, or is none. */
export function checkLayout(name: string, { shape, strides, offset }: Layout, elements: number): void {
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  if (
    !shape.every(isCount) ||
    !strides.every(isCount) ||
    !isCount(offset) ||
    shape.length !== strides.length ||
    shape.length > DIMENSION_LIMIT
  ) {
    throw badTensor(name, 'has a shape that cannot be read, so the file is damaged');
  }
  if (elementCount(shape) === 0) return;
  const last = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d]!, offset);
  if (last >= elements)
    throw badTensor(name, `reaches beyond the ${elements} elements of its storage, so the file is damaged`);
}

function isContiguous({ shape, strides }: Layout): boolean {
  let expected = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== expected) return false;
    expected *= shape[d]!;
  }
  return true;
}

/** The elements of a checked layout in row-major order. Beside the result there is never more than one chunk in memory. */
export async function readStrided(layout: Layout, elementBytes: number, read: ReadBytes): Promise<Uint8Array> {
  const bytes = elementCount(layout.shape) * elementBytes;
  if (bytes === 0) return new Uint8Array();
  if (isContiguous(layout)) return read(layout.offset * elementBytes, bytes);
  const result = new Uint8Array(bytes);
  await copy(axesOf(layout, elementBytes), layout.offset * elementBytes, 0, elementBytes, result, read);
  return result;
}

/** One dimension; steps from one index to the next in bytes. */
interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Longest steps in the storage first: then what lies together there is read together. */
function axesOf({ shape, strides }: Layout, elementBytes: number): Axis[] {
  let step = elementBytes;
  const axes: Axis[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1) axes.push({ size: shape[d]!, from: strides[d]! * elementBytes, to: step });
    step *= shape[d]!;
  }
  return axes.sort((a, b) => b.from - a.from);
}

async function copy(
  axes: readonly Axis[],
  from: number,
  to: number,
  elementBytes: number,
  result: Uint8Array,
  read: ReadBytes,
): Promise<void> {
  const [outer, ...inner] = axes as [Axis, ...Axis[]];
  const span = inner.reduce((sum, { size, from }) => sum + (size - 1) * from, elementBytes);
  // As many indices of the outer axis as fit a chunk; where one alone is too much, the inner axes are taken apart in turn.
  const block = outer.from === 0 ? outer.size : Math.max(1, Math.floor((CHUNK - span) / outer.from) + 1);
  for (let i = 0; i < outer.size; i += block) {
    const count = Math.min(block, outer.size - i);
    const [start, target] = [from + i * outer.from, to + i * outer.to];
    if (span > CHUNK) await copy(inner, start, target, elementBytes, result, read);
    else
      scatter(
        [{ ...outer, size: count }, ...inner],
        await read(start, span + (count - 1) * outer.from),
        0,
        target,
        elementBytes,
        result,
      );
  }
}

function scatter(
  axes: readonly Axis[],
  bytes: Uint8Array,
  from: number,
  to: number,
  elementBytes: number,
  result: Uint8Array,
): void {
  const [outer, ...inner] = axes as [Axis, ...Axis[]];
  for (let i = 0; i < outer.size; i++) {
    const [source, target] = [from + i * outer.from, to + i * outer.to];
    if (inner.length > 0) scatter(inner, bytes, source, target, elementBytes, result);
    else for (let k = 0; k < elementBytes; k++) result[target + k] = bytes[source + k]!;
  }
}
