#include "gemm.h"

/** Columns of weights that a few rows are multiplied with at once. */
enum { FEW_COLUMNS = 64 };

enum Activation { NONE, GELU };

/** What becomes of a product x: clamp(residual + scale · x), or clamp(gelu(clamp(x))). */
typedef struct {
  enum Activation activation;
  f32x4 limit;
  /** Rows as far apart as those of the product; 0 for none. */
  const float *residual;
  /** One for each column; 0 for none. */
  const float *scale;
} Ending;

INLINE f32x4 clamp4(f32x4 x, f32x4 limit) {
  // In this order what is not a number stays so.
  return wasm_f32x4_pmin(wasm_f32x4_pmax(x, wasm_f32x4_neg(limit)), limit);
}

INLINE f32x4 end4(f32x4 x, f32x4 residual, f32x4 scale, Ending ending) {
  if (ending.activation == GELU) x = gelu4(clamp4(x, ending.limit));
  return clamp4(ending.residual ? madd(x, scale, residual) : x, ending.limit);
}

/** c [m, n] are columns j to j + n of rows i to i + m of the result. */
INLINE void finish(float *c, int c_row, int m, int n, int i, int j, Ending ending) {
  if (ending.activation == NONE && !ending.residual) return;
  for (int row = 0; row < m; row++, c += c_row) {
    const float *residual = ending.residual ? ending.residual + (i + row) * c_row + j : c;
    const float *scale = ending.scale ? ending.scale + j : 0;
    int l = 0;
    for (; l + 4 <= n; l += 4) store(c + l, end4(load(c + l), load(residual + l), scale ? load(scale + l) : splat(1), ending));
    const int rest = n - l;
    if (rest) store_some(c + l, end4(load_some(c + l, rest), load_some(residual + l, rest), scale ? load_some(scale + l, rest) : splat(1), ending), rest);
  }
}

/**
 * Rows begin to end of c [m, n] = a [m, k] · b [k, n] packed + bias [n], ended as `Ending` says; a and c with contiguous rows. bias,
 * residual and scale may be 0; limit is the bits of a float, since arguments that threads are told are whole numbers.
 */
KERNEL(matmul)
(const float *a, int a_row, const float *packed, const float *bias, float *c, int c_row, int n, int k, int activation, int limit, const float *residual, const float *scale, int begin, int end, float *scratch) {
  (void)scratch;
  const Ending ending = {activation, wasm_i32x4_splat(limit), residual, scale};
  for (int i = begin; i < end; i += BLOCK_ROWS) {
    const int rows = end - i < BLOCK_ROWS ? end - i : BLOCK_ROWS;
    float *out = c + i * c_row;
    multiply(a + i * a_row, a_row, packed, out, c_row, rows, n, k, bias, 0);
    finish(out, c_row, rows, n, i, 0, ending);
  }
}

/**
 * Columns begin to end of the same product for few rows: what it costs is reading b, so each thread reads and packs a part of its own, once
 * and along the rows. b with contiguous rows. scratch: BLOCK_DEPTH · FEW_COLUMNS floats.
 */
KERNEL(matmul_few)
(const float *a, int a_row, const float *b, int b_row, const float *bias, float *c, int c_row, int m, int k, int activation, int limit, const float *residual, const float *scale, int begin, int end, float *scratch) {
  const Ending ending = {activation, wasm_i32x4_splat(limit), residual, scale};
  for (int j = begin; j < end; j += FEW_COLUMNS) {
    const int columns = end - j < FEW_COLUMNS ? end - j : FEW_COLUMNS;
    for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
      const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
      pack(scratch, b + k0 * b_row + j, b_row, 1, depth, columns, 0, columns);
      const float *start = k0 > 0 ? c + j : bias ? bias + j : 0;
      multiply(a + k0, a_row, scratch, c + j, c_row, m, columns, depth, start, k0 > 0 ? c_row : 0);
    }
    finish(c + j, c_row, m, columns, 0, j, ending);
  }
}
