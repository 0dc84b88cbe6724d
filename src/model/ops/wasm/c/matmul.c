#include "gemm.h"

/** Sums of a few rows that are kept at once, in the first-level cache. */
enum { FEW_SUMS = 9216 };
_Static_assert(FEW_SUMS / FEW_ROWS >= TILE_COLUMNS, "a tile of the most rows fits");
/** No more columns at once. */
enum { FEW_COLUMNS = 768 };
/** Rows of weights that are multiplied at once. */
enum { STEPS = 4 };

/** What becomes of a product x: clamp(residual + scale · x), or clamp(gelu(clamp(x))). */
typedef struct {
  int activation;
  f32x4 limit;
  /** Rows as far apart as those of the product; 0 for none. */
  const float *residual;
  /** One for each column; 0 for none. */
  const float *scale;
} Epilogue;

INLINE f32x4 clamp4(f32x4 x, f32x4 limit) {
  // In this order what is not a number stays so.
  return wasm_f32x4_pmin(wasm_f32x4_pmax(x, wasm_f32x4_neg(limit)), limit);
}

INLINE f32x4 finish4(f32x4 x, f32x4 residual, f32x4 scale, Epilogue epilogue) {
  if (epilogue.activation == ACTIVATION_GELU) x = gelu4(clamp4(x, epilogue.limit));
  return clamp4(epilogue.residual ? madd(x, scale, residual) : x, epilogue.limit);
}

/** c [m, n] are columns j to j + n of rows i to i + m of the result. */
INLINE void finish(float *c, int c_row, int m, int n, int i, int j, Epilogue epilogue) {
  if (epilogue.activation == ACTIVATION_NONE && !epilogue.residual) return;
  for (int row = 0; row < m; row++, c += c_row) {
    const float *residual = epilogue.residual ? epilogue.residual + (i + row) * c_row + j : c;
    const float *scale = epilogue.scale ? epilogue.scale + j : 0;
    int l = 0;
    for (; l + 4 <= n; l += 4)
      store(c + l, finish4(load(c + l), load(residual + l), scale ? load(scale + l) : splat(1), epilogue));
    const int rest = n - l;
    if (rest)
      store_some(
          c + l,
          finish4(
              load_some(c + l, rest), load_some(residual + l, rest), scale ? load_some(scale + l, rest) : splat(1),
              epilogue),
          rest);
  }
}

KERNEL(matmul) {
  const Epilogue epilogue = {job.activation, splat(job.limit), job.residual, job.scale};
  const int n = job.n;
  for (int i = begin; i < end; i += BLOCK_ROWS) {
    const int rows = end - i < BLOCK_ROWS ? end - i : BLOCK_ROWS;
    float *out = job.c + i * job.c_step;
    multiply(job.a + i * job.a_step, job.a_step, job.packed, out, job.c_step, rows, n, job.k, job.bias, 0);
    finish(out, job.c_step, rows, n, i, 0, epilogue);
  }
}

/** to [k / STEPS, m, STEPS] from a [m, k], zeros behind. */
INLINE void interleave(float *to, const float *a, int a_row, int m, int k) {
  for (int i = 0; i < k; i += STEPS) {
    const float *from = a + i;
    for (int row = 0; row < m; row++, from += a_row, to += STEPS)
      store(to, k - i >= STEPS ? load(from) : load_some(from, k - i));
  }
}

/** sums [m, 8] += a [m, STEPS] · the first `steps` rows and `columns` columns of b. Both are constants for most of the
 * work. */
INLINE void
add_rows(float *sums, int sums_row, const float *a, const float *b, int b_row, int m, int steps, int columns) {
  f32x4 rows[STEPS][2];
  UNROLL for (int i = 0; i < STEPS; i++) {
    if (i < steps)
      load_row(rows[i], b + i * b_row, columns);
    else
      rows[i][0] = rows[i][1] = splat(0);
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
 * What this product costs is reading b [k, n], so each thread reads columns of its own, once, in long pieces of four
 * rows at a time, and multiplies them where they are.
 */
KERNEL_WITH_SCRATCH(matmul_few, FEW_SUMS + job.m * BLOCK_DEPTH) {
  const Epilogue epilogue = {job.activation, splat(job.limit), job.residual, job.scale};
  const float *b = job.b;
  const int b_row = job.b_step, c_row = job.c_step, m = job.m, k = job.k;
  float *c = job.c;
  float *sums = scratch, *factors = scratch + FEW_SUMS;
  const int fitting = FEW_SUMS / m & -TILE_COLUMNS;
  const int width = fitting < FEW_COLUMNS ? fitting : FEW_COLUMNS;
  for (int j = begin; j < end; j += width) {
    const int n = end - j < width ? end - j : width;
    for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
      const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
      interleave(factors, job.a + k0, job.a_step, m, depth);
      for (int i = 0; i < m * width; i += 4) store(sums + i, splat(0));
      for (int i = 0; i < depth; i += STEPS) {
        const int steps = depth - i < STEPS ? depth - i : STEPS;
        const float *factor = factors + i * m, *by = b + (k0 + i) * b_row + j;
        for (int l = 0; l < n; l += TILE_COLUMNS) {
          const int columns = n - l < TILE_COLUMNS ? n - l : TILE_COLUMNS;
          if (steps == STEPS && columns == TILE_COLUMNS)
            add_rows(sums + l, width, factor, by + l, b_row, m, STEPS, TILE_COLUMNS);
          else
            add_rows(sums + l, width, factor, by + l, b_row, m, steps, columns);
        }
      }
      for (int row = 0; row < m; row++) {
        float *to = c + row * c_row + j;
        const float *start = k0 > 0 ? to : job.bias ? job.bias + j : 0;
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
    finish(c + j, c_row, m, n, 0, j, epilogue);
  }
}
