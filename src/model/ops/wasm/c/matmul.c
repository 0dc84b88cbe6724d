#include "gemm.h"

/** Bounds of the scratch memory, in floats; the TypeScript side allots SCRATCH floats. */
enum { PACKED = 1 << 20, TURNED = BLOCK_ROWS * BLOCK_DEPTH };

/** Rows up to which packing b does not pay. */
enum { FEW_ROWS = 24 };

enum Activation { NONE, GELU };

static void gelu_rows(float *c, int c_step, int m, int n) {
  for (int i = 0; i < m; i++, c += c_step) {
    int j = 0;
    for (; j + 4 <= n; j += 4) store(c + j, gelu4(load(c + j)));
    if (j < n) store_some(c + j, gelu4(load_some(c + j, n - j)), n - j);
  }
}

/** a [rows, depth] with any steps -> contiguous rows. */
static void turn(float *to, const float *a, int row_step, int column_step, int rows, int depth) {
  for (int k = 0; k < depth; k++) {
    for (int i = 0; i < rows; i++) to[i * depth + k] = a[i * row_step + k * column_step];
  }
}

/**
 * Rows begin to end of c [m, n] = activation(a [m, k] · b [k, n] + bias [n]); a and b with any steps between rows and columns, c with
 * contiguous rows. bias may be 0. scratch: PACKED + TURNED floats. k <= PACKED / 8.
 */
KERNEL(matmul)
(const float *a, int a_row, int a_column, const float *b, int b_row, int b_column, const float *bias, float *c, int c_row, int n, int k, int activation, int begin, int end, float *scratch) {
  if (end - begin <= FEW_ROWS && a_column == 1 && b_column == 1 && n % TILE_COLUMNS == 0) {
    multiply(a + begin * a_row, a_row, b, b_row, c + begin * c_row, c_row, end - begin, n, k, bias, 0);
    if (activation == GELU) gelu_rows(c + begin * c_row, c_row, end - begin, n);
    return;
  }
  const int most = (PACKED / k) & -TILE_COLUMNS;
  for (int j = 0; j < n; j += most) {
    const int columns = n - j < most ? n - j : most;
    pack(scratch, b + j * b_column, b_row, b_column, k, columns);
    const float *start = bias ? bias + j : 0;
    for (int i = begin; i < end; i += BLOCK_ROWS) {
      const int rows = end - i < BLOCK_ROWS ? end - i : BLOCK_ROWS;
      float *out = c + i * c_row + j;
      if (a_column == 1) multiply(a + i * a_row, a_row, scratch, PACKED_PANELS, out, c_row, rows, columns, k, start, 0);
      else {
        float *turned = scratch + PACKED;
        for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
          const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
          turn(turned, a + i * a_row + k0 * a_column, a_row, a_column, rows, depth);
          multiply(turned, depth, scratch + k0 * panel_columns(columns), PACKED_PANELS, out, c_row, rows, columns, depth, k0 == 0 ? start : out, k0 == 0 ? 0 : c_row);
        }
      }
      if (activation == GELU) gelu_rows(out, c_row, rows, columns);
    }
  }
}
