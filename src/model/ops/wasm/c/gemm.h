/** Matrix products of row-major matrices in tiles of TILE_ROWS × TILE_COLUMNS. */
#pragma once
#include "simd.h"

/** n rounded up to whole panels of 8 columns. */
INLINE int panel_columns(int n) { return (n + TILE_COLUMNS - 1) & -TILE_COLUMNS; }

/** How many floats a packed matrix [k, n] takes. */
EXPORT("packed_floats") int packed_floats(int k, int n);

/** The first `columns` of 8, zeros behind. */
INLINE void load_row(f32x4 row[2], const float *p, int columns) {
  row[0] = columns >= 4 ? load(p) : load_some(p, columns);
  row[1] = columns == 8 ? load(p + 4) : columns > 4 ? load_some(p + 4, columns - 4) : splat(0);
}

INLINE void store_row(float *p, const f32x4 row[2], int columns) {
  if (columns >= 4)
    store(p, row[0]);
  else
    store_some(p, row[0], columns);
  if (columns == 8)
    store(p + 4, row[1]);
  else if (columns > 4)
    store_some(p + 4, row[1], columns - 4);
}

/**
 * Packs columns begin to end (begin a multiple of 8) of b [k, n] (element i, j at i·row_step + j·column_step) for
 * `multiply`: for every block of BLOCK_DEPTH rows, its panels of 8 columns one after the other, row by row, zeros
 * beyond n. In all packed_floats(k, n).
 */
void pack(float *packed, const float *b, int row_step, int column_step, int k, int n, int begin, int end);

/**
 * c [m, n] = start + a·b for a [m, k] with contiguous rows and a packed b. `start` [m, n] has rows start_step apart: 0
 * for a bias, and c itself to add to it; zeros without it.
 */
void multiply(
    const float *a, int a_step, const float *packed, float *c, int c_step, int m, int n, int k, const float *start,
    int start_step);
