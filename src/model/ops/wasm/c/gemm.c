#include "gemm.h"

void pack(float *packed, const float *b, int row_step, int column_step, int k, int n, int begin, int end) {
  for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
    const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
    const float *rows = b + k0 * row_step;
    float *panel = packed + k0 * panel_columns(n) + begin * depth;
    int j = begin;
    if (column_step == 1) {
      while (j + TILE_COLUMNS <= end) {
        const int panels = (end - j) / TILE_COLUMNS < PANELS ? (end - j) / TILE_COLUMNS : PANELS;
        for (int i = 0; i < depth; i++) {
          const float *from = rows + i * row_step + j;
          float *to = panel + i * TILE_COLUMNS;
          for (int p = 0; p < panels; p++, from += TILE_COLUMNS, to += depth * TILE_COLUMNS) {
            store(to, load(from));
            store(to + 4, load(from + 4));
          }
        }
        j += panels * TILE_COLUMNS;
        panel += panels * TILE_COLUMNS * depth;
      }
    }
    for (; j < end; j += TILE_COLUMNS) {
      const float *from = rows + j * column_step;
      const int columns = end - j < TILE_COLUMNS ? end - j : TILE_COLUMNS;
      for (int i = 0; i < depth; i++, from += row_step, panel += TILE_COLUMNS) {
        for (int c = 0; c < TILE_COLUMNS; c++) panel[c] = c < columns ? from[c * column_step] : 0;
      }
    }
  }
}

/** Threads each pack some of the columns. */
KERNEL(pack_columns) {
  for (int part = 0; part < job.parts; part++) {
    float *packed = job.packed + part * packed_floats(job.k, job.n);
    pack(packed, job.b + part * job.k * job.row_step, job.row_step, job.column_step, job.k, job.n, begin, end);
  }
}

int packed_floats(int k, int n) { return k * panel_columns(n); }

/** Rows of a panel that are multiplied before the loop turns. */
enum { STEPS = 4 };

/** One row of the panel times element `step` of each row of a. */
INLINE void
add_products(const int rows, f32x4 sums[TILE_ROWS][2], const float *row[TILE_ROWS], const float *panel, int step) {
  f32x4 b0 = load(panel), b1 = load(panel + 4);
  IN_ORDER(b0);
  IN_ORDER(b1);
  UNROLL for (int r = 0; r < rows; r++) {
    const f32x4 x = wasm_v128_load32_splat(row[r] + step);
    sums[r][0] = madd(x, b0, sums[r][0]);
    IN_ORDER(sums[r][0]);
    sums[r][1] = madd(x, b1, sums[r][1]);
    IN_ORDER(sums[r][1]);
  }
}

/** `rows` is a constant wherever this is inlined, so that the sums are registers. */
INLINE void tile(
    const int rows, const float *a, int a_step, const float *panel, float *c, int c_step, int columns, int k,
    const float *start, int start_step) {
  f32x4 sums[TILE_ROWS][2];
  const float *row[TILE_ROWS];
  UNROLL for (int r = 0; r < rows; r++) {
    row[r] = a + r * a_step;
    sums[r][0] = sums[r][1] = splat(0);
  }
  for (; k >= STEPS; k -= STEPS) {
    IN_ORDER(panel);
    UNROLL for (int r = 0; r < rows; r++) IN_ORDER(row[r]);
    UNROLL for (int step = 0; step < STEPS; step++) add_products(rows, sums, row, panel + step * TILE_COLUMNS, step);
    panel += STEPS * TILE_COLUMNS;
    UNROLL for (int r = 0; r < rows; r++) row[r] += STEPS;
  }
  for (; k > 0; k--) {
    add_products(rows, sums, row, panel, 0);
    panel += TILE_COLUMNS;
    UNROLL for (int r = 0; r < rows; r++) row[r]++;
  }
  UNROLL for (int r = 0; r < rows; r++) {
    if (start) {
      f32x4 before[2];
      load_row(before, start + r * start_step, columns);
      sums[r][0] = add(before[0], sums[r][0]);
      sums[r][1] = add(before[1], sums[r][1]);
    }
    store_row(c + r * c_step, sums[r], columns);
  }
}

static void last_rows(
    int rows, const float *a, int a_step, const float *panel, float *c, int c_step, int columns, int k,
    const float *start, int start_step) {
  switch (rows) {
    case 1: tile(1, a, a_step, panel, c, c_step, columns, k, start, start_step); break;
    case 2: tile(2, a, a_step, panel, c, c_step, columns, k, start, start_step); break;
    case 3: tile(3, a, a_step, panel, c, c_step, columns, k, start, start_step); break;
    case 4: tile(4, a, a_step, panel, c, c_step, columns, k, start, start_step); break;
    case 5: tile(5, a, a_step, panel, c, c_step, columns, k, start, start_step); break;
  }
}

void multiply(
    const float *a, int a_step, const float *packed, float *c, int c_step, int m, int n, int k, const float *start,
    int start_step) {
  for (int i0 = 0; i0 < m; i0 += BLOCK_ROWS) {
    const int end = m - i0 < BLOCK_ROWS ? m : i0 + BLOCK_ROWS;
    for (int k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
      const int depth = k - k0 < BLOCK_DEPTH ? k - k0 : BLOCK_DEPTH;
      const float *from = k0 == 0 ? start : c;
      const int step = k0 == 0 ? start_step : c_step;
      for (int j = 0; j < n; j += TILE_COLUMNS) {
        const int columns = n - j < TILE_COLUMNS ? n - j : TILE_COLUMNS;
        const float *panel = packed + k0 * panel_columns(n) + j * depth;
        for (int i = i0; i < end; i += TILE_ROWS) {
          const float *rows = a + i * a_step + k0;
          const float *at = from ? from + i * step + j : 0;
          float *to = c + i * c_step + j;
          if (end - i < TILE_ROWS) last_rows(end - i, rows, a_step, panel, to, c_step, columns, depth, at, step);
          // Almost every tile is one of these; constants spare it an addition a step.
          else if (columns == TILE_COLUMNS)
            tile(TILE_ROWS, rows, a_step, panel, to, c_step, TILE_COLUMNS, depth, at, step);
          else
            tile(TILE_ROWS, rows, a_step, panel, to, c_step, columns, depth, at, step);
        }
      }
    }
  }
}
