/** Matrix products of row-major matrices in tiles of 6 × 8, which the registers of x86 and ARM hold. */
#pragma once
#include "simd.h"

enum { TILE_ROWS = 6, TILE_COLUMNS = 8 };

/**
 * Depth of a packed block: 6 rows and 8 columns of it stay in the first-level cache. Also how many products are summed before
 * their sum joins the others: float32 sums of thousands would lose digits.
 */
enum { BLOCK_DEPTH = 128 };

/** Rows that are multiplied with all panels in turn: with BLOCK_DEPTH they stay in the second-level cache. */
enum { BLOCK_ROWS = 96 };

/** Locations of a convolution that are multiplied at once: with the weights of one of its points they stay in the second-level cache. */
enum { LOCATIONS = BLOCK_ROWS };

INLINE int panel_columns(int n) {
  return (n + TILE_COLUMNS - 1) & -TILE_COLUMNS;
}

/**
 * Packs columns begin to end (begin a multiple of 8) of b [k, n] (element i, j at i·row_step + j·column_step) for `multiply`: for every
 * block of BLOCK_DEPTH rows, its panels of 8 columns one after the other, row by row, zeros beyond n. In all k · panel_columns(n) floats.
 */
void pack(float *packed, const float *b, int row_step, int column_step, int k, int n, int begin, int end);

/**
 * c [m, n] = start + a·b for a [m, k] with contiguous rows and a packed b. `start` [m, n] has rows start_step apart: 0 for a bias, and c
 * itself to add to it; zeros without it.
 */
void multiply(const float *a, int a_step, const float *packed, float *c, int c_step, int m, int n, int k, const float *start, int start_step);
