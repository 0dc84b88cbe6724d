#include "gemm.h"

/** Sums of a few rows that are kept at once, in the first-level cache. */
enum { FEW_SUMS = 9216 };
/** No more columns at once. */
enum { FEW_COLUMNS = 768 };
/** Rows of weights that are multiplied at once. */
enum { STEPS = 4 };

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

/** to [k / STEPS, m, STEPS] from a [m, k], zeros behind. */
INLINE void interleave(float *to, const float *a, int a_row, int m, int k) {
  for (int i = 0; i < k; i += STEPS) {
    const float *from = a + i;
    for (int row = 0; row < m; row++, from += a_row, to += STEPS) store(to, k - i >= STEPS ? load(from) : load_some(from, k - i));
  }
}

/** sums [m, 8] += a [m, STEPS] · the first `steps` rows and `columns` columns of b. Both are constants for most of the work. */
INLINE void add_rows(float *sums, int sums_row, const float *a, const float *b, int b_row, int m, int steps, int columns) {
  f32x4 rows[STEPS][2];
  UNROLL for (int i = 0; i < STEPS; i++) {
    if (i < steps) load_row(rows[i], b + i * b_row, columns);
    else rows[i][0] = rows[i][1] = splat(0);
  }
  for (int row = 0; row < m; row++, a += STEPS, sums += sums_row) {
    f32x4 left = load(sums), right = load(sums + 4);
    UNROLL for (int i = 0; i < STEPS; i++) {
      const f32x4 x = wasm_v128_load32_splat(a + i);
      left = madd(x, rows[i][0], left);
      IN_ORDER(left);
      right = madd(x, rows[i][1], right);
      IN_ORDER(right);
    }
    store(sums, left);
    store(sums + 4, right);
  }
}

/**
 * Columns begin to end of the same product for at most 96 rows: what it costs is reading b [k, n], so each thread reads columns of its own, once,
 * in long pieces of four rows at a time, and multiplies them where they are. b with contiguous rows. scratch: FEW_SUMS + m · BLOCK_DEPTH floats.
 */
KERNEL(matmul_few)
(const float *a, int a_row, const float *b, int b_row, const float *bias, float *c, int c_row, int m, int k, int activation, int limit, const float *residual, const float *scale, int begin, int end, float *scratch) {
  const Ending ending = {activation, wasm_i32x4_splat(limit), residual, scale};
  float *sums = scratch, *factors = scratch + FEW_SUMS;
  const int fitting = FEW_SUMS / m & -TILE_COLUMNS;
  const int width = fitting < FEW_COLUMNS ? fitting : FEW_COLUMNS;
  for (int j = begin; j < end; j += width) {
    const int n = end - j < width ? end - j : width;
    for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
      const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
      interleave(factors, a + k0, a_row, m, depth);
      for (int i = 0; i < m * width; i += 4) store(sums + i, splat(0));
      for (int i = 0; i < depth; i += STEPS) {
        const int steps = depth - i < STEPS ? depth - i : STEPS;
        const float *factor = factors + i * m, *by = b + (k0 + i) * b_row + j;
        for (int l = 0; l < n; l += TILE_COLUMNS) {
          const int columns = n - l < TILE_COLUMNS ? n - l : TILE_COLUMNS;
          if (steps == STEPS && columns == TILE_COLUMNS) add_rows(sums + l, width, factor, by + l, b_row, m, STEPS, TILE_COLUMNS);
          else add_rows(sums + l, width, factor, by + l, b_row, m, steps, columns);
        }
      }
      for (int row = 0; row < m; row++) {
        float *to = c + row * c_row + j;
        const float *start = k0 > 0 ? to : bias ? bias + j : 0;
        for (int l = 0; l < n; l += TILE_COLUMNS) {
          const int columns = n - l < TILE_COLUMNS ? n - l : TILE_COLUMNS;
          f32x4 before[2] = {splat(0), splat(0)};
          if (start) load_row(before, start + l, columns);
          const float *sum = sums + row * width + l;
          const f32x4 after[2] = {add(before[0], load(sum)), add(before[1], load(sum + 4))};
          store_row(to + l, after, columns);
        }
      }
    }
    finish(c + j, c_row, m, n, 0, j, ending);
  }
}
