import * as tf from '@tensorflow/tfjs-core';
import { batchMatMul } from './batchMatMul';
import { hasFused, runFused } from './fused';
import { floatsOf } from './halves';

/** How a matrix holds its heads: side by side as blocks of columns [n, heads · m], or one under the other as rows [heads · n, m]. */
export type Heads = 'columns' | 'rows';

export interface HeadMatrix {
  readonly matrix: tf.Tensor2D;
  readonly heads: Heads;
}

/** What the kernel `HeadMatMul` is told of its matrices. */
export interface HeadAttributes {
  readonly heads: number;
  readonly a: Heads;
  readonly b: Heads;
  readonly out: Heads;
  readonly transposeB: boolean;
}

/**
 * One product a head, a_h · b_h or a_h · b_hᵀ, of matrices that hold all heads.
 * @param out how the result [n, m] of every head is put beside the others.
 */
export function headMatMul(
  heads: number,
  a: HeadMatrix,
  b: HeadMatrix,
  { out, transposeB = false }: { out: Heads; transposeB?: boolean },
): tf.Tensor2D {
  if (hasFused('HeadMatMul')) {
    return runFused('HeadMatMul', { a: a.matrix, b: b.matrix }, { heads, a: a.heads, b: b.heads, out, transposeB });
  }
  return tf.tidy(() => {
    return join(batchMatMul(separate(a, heads), separate(b, heads), transposeB), out);
  });
}

/** [heads, n, m] -> one matrix */
export function join(product: tf.Tensor3D, held: Heads): tf.Tensor2D {
  const [heads, n, m] = product.shape;
  if (held === 'rows') return tf.reshape(product, [heads * n, m]);
  return tf.reshape(tf.transpose(product, [1, 0, 2]), [n, heads * m]);
}

/** -> [heads, n, m] */
export function separate({ matrix, heads: held }: HeadMatrix, heads: number): tf.Tensor3D {
  const floats = floatsOf(matrix);
  const [rows, columns] = floats.shape;
  if (held === 'rows') return tf.reshape(floats, [heads, rows / heads, columns]);
  return tf.transpose(tf.reshape<tf.Rank.R3>(floats, [rows, heads, columns / heads]), [1, 0, 2]);
}
