/**
 * Index arithmetic of Swin's windows: padding, cyclic shift and partition are one gather of rows, and undoing them another.
 * Locations are row-major in an h × w map; index h·w stands for a padded location (a row of zeros).
 */
export interface WindowLayout {
  /** Number of windows; each holds size² locations. */
  readonly windows: number;
  /** [windows · size²]: the location in the map of every position in the windows. */
  readonly gather: Int32Array;
  /** [h · w]: the position in the windows that each location went to. */
  readonly scatter: Int32Array;
  readonly padded: boolean;
}

/** Windows of a map, rolled by -shift; windows in row-major order as in the official `window_partition`. */
export function windowLayout(h: number, w: number, size: number, shift: number): WindowLayout {
  const rows = Math.ceil(h / size);
  const columns = Math.ceil(w / size);
  const gather = new Int32Array(rows * columns * size * size);
  const scatter = new Int32Array(h * w);
  let position = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < size * size; i++, position++) {
        const y = (row * size + Math.floor(i / size) + shift) % (rows * size);
        const x = (column * size + (i % size) + shift) % (columns * size);
        const inside = y < h && x < w;
        gather[position] = inside ? y * w + x : h * w;
        if (inside) scatter[y * w + x] = position;
      }
    }
  }
  return { windows: rows * columns, gather, scatter, padded: rows * size !== h || columns * size !== w };
}

/** Attention between locations that only the cyclic shift brought together is lowered by this (official value). */
export const SHIFT_PENALTY = -100;

/**
 * Additive mask of the shifted windows [windows · size² · size²]: the padded map falls into three bands an axis,
 * [0, -size), [-size, -shift), [-shift, end), and pairs from different bands are penalised.
 */
export function shiftMask(h: number, w: number, size: number, shift: number): Float32Array {
  const rows = Math.ceil(h / size);
  const columns = Math.ceil(w / size);
  const band = (at: number, length: number) => (at < length - size ? 0 : at < length - shift ? 1 : 2);
  const area = size * size;
  const mask = new Float32Array(rows * columns * area * area);
  const region = new Int8Array(area);
  let position = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < area; i++) {
        const vertical = band(row * size + Math.floor(i / size), rows * size);
        region[i] = 3 * vertical + band(column * size + (i % size), columns * size);
      }
      for (let i = 0; i < area; i++) {
        for (let j = 0; j < area; j++, position++) if (region[i] !== region[j]) mask[position] = SHIFT_PENALTY;
      }
    }
  }
  return mask;
}

/** [size² · size²]: row of the position-bias table for query i and key j, (dy + size - 1)(2·size - 1) + dx + size - 1. */
export function relativePositionIndex(size: number): Int32Array {
  const area = size * size;
  const index = new Int32Array(area * area);
  for (let i = 0; i < area; i++) {
    for (let j = 0; j < area; j++) {
      const dy = Math.floor(i / size) - Math.floor(j / size);
      const dx = (i % size) - (j % size);
      index[i * area + j] = (dy + size - 1) * (2 * size - 1) + dx + size - 1;
    }
  }
  return index;
}

/** [ceil(h/2) · ceil(w/2) · 4]: the four locations of each 2 × 2 patch in the official order of patch merging; h·w = padding. */
export function mergeIndex(h: number, w: number): Int32Array {
  const rows = Math.ceil(h / 2);
  const columns = Math.ceil(w / 2);
  const index = new Int32Array(rows * columns * 4);
  let position = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [dy, dx] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const y = 2 * row + dy;
        const x = 2 * column + dx;
        index[position++] = y < h && x < w ? y * w + x : h * w;
      }
    }
  }
  return index;
}
