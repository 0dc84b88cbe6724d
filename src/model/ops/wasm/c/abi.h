/**
 * What the kernels in C and their callers in TypeScript both must know: constants, and a struct of arguments for every
 * kernel. It is written only here; `npm run kernels` writes ../abi.ts from it. That reads a small part of C: enums of
 * whole numbers and their products, and structs with fields of four bytes: `int`, `float`, pointers to floats, and
 * arrays of these. A struct has the name of its kernel.
 */
#pragma once

enum {
  /** Rows and columns of a tile of a matrix product, which the registers of x86 and ARM hold. */
  TILE_ROWS = 6,
  TILE_COLUMNS = 8,
  /**
   * Depth of a packed block: 6 rows and 8 columns of it stay in the first-level cache. Also how many products are
   * summed before their sum joins the others: float32 sums of thousands would lose digits.
   */
  BLOCK_DEPTH = 128,
  /** Rows that are multiplied with all panels in turn: with BLOCK_DEPTH they stay in the second-level cache. */
  BLOCK_ROWS = 96,
  /** Locations of a convolution that are multiplied at once: with the weights of one of its points they stay in the
     second-level cache. */
  LOCATIONS = BLOCK_ROWS,
  /** Panels of 8 columns that are packed side by side: reading so many columns of a row at once spares most of the
     waiting for memory. */
  PANELS = 8,
  /** The most rows that `matmul_few` takes. */
  FEW_ROWS = 96,
  /** Points of the kernel of a deformable convolution, and channels of a map that holds two offsets and a mask for each
     of them. */
  POINTS = 9,
  MAP_CHANNELS = 3 * POINTS,
  /** Branches that meet in a level of the feature pyramid: a level has no more neighbours. */
  MAX_BRANCHES = 3,
  /** What `branch_statistics` writes for every channel: scale, shift and average. */
  BRANCH_STATISTICS = 3,
  /** What `branch_factors` writes for every channel besides a factor for each branch: the shift, and a1, b1, a2, b2 of
     DYReLU. */
  LEVEL_FACTORS = 5,
  /** Values of the field `activation`. */
  ACTIVATION_NONE = 0,
  ACTIVATION_GELU = 1,
};

/** Rows of out [rows, n] = (x - mean) / sqrt(variance + epsilon) · weight + bias. */
struct layer_norm {
  const float *x, *weight, *bias;
  float *out;
  int n;
  float epsilon;
};

/** Group normalisation of x [rows, n] over the rows and the channels of a group. */
struct group_norm {
  const float *x, *weight, *bias;
  float *out;
  int rows, n, groups;
  float epsilon;
};

/** Packs columns of `parts` matrices b [k, n], one behind the other, for products: see `pack` in gemm.h. */
struct pack_columns {
  const float *b;
  /** Element i, j of a matrix is at i · row_step + j · column_step. */
  int row_step, column_step;
  int parts, k, n;
  float *packed;
};

/** Rows of c [m, n] = a [m, k] · b [k, n] packed + bias [n], then the activation or the residual; see `Epilogue` in
 * matmul.c. */
struct matmul {
  const float *a;
  /** Floats from one row of a to the next; the rows themselves are contiguous. */
  int a_step;
  const float *packed;
  /** May be 0. */
  const float *bias;
  float *c;
  int c_step;
  int n, k;
  int activation;
  /** Results are clamped to ±limit. */
  float limit;
  /** Added to the product: rows as far apart as those of c. May be 0. */
  const float *residual;
  /** Of every column: what the product is multiplied with before it joins the residual. May be 0. */
  const float *scale;
};

/** Columns of the same product for at most FEW_ROWS rows and a b that is not packed. */
struct matmul_few {
  const float *a;
  int a_step;
  const float *b;
  /** Floats from one row of b to the next; the rows themselves are contiguous. */
  int b_step;
  /** May be 0. */
  const float *bias;
  float *c;
  int c_step;
  int m, k;
  int activation;
  float limit;
  /** May be 0, and so may scale. */
  const float *residual, *scale;
};

/** Attention inside windows of size × size locations, row by row of windows: see windowAttention.ts. */
struct window_attention {
  /** qkv [h · w, 3 · channels]; padding [3 · channels]; table [(2 · size - 1)², heads]. */
  const float *qkv, *padding, *table;
  /** [h · w, channels] */
  float *out;
  int h, w, size, shift, heads, channels;
  /** Added to the logits of two locations that only the cyclic shift brought together. */
  float shift_penalty;
};

/** X-MHA for some locations: see crossAttend.ts. */
struct cross_attend {
  /** v [locations, channels]; keys [channels, heads · tokens] and values [heads · tokens, channels], both packed; mask
   * [tokens]. */
  const float *v, *keys, *key_bias, *values, *bias, *gamma, *mask;
  /** logits [locations, heads · tokens], without the mask; visual [locations, channels]. */
  float *logits, *visual;
  int channels, heads, tokens;
  /** Logits are clamped to ±limit. */
  float limit;
};

/** The other direction, for some columns of logits [locations, columns]: pooled [columns, channels] = softmax over the
 * locations, transposed, times v. */
struct pool_locations {
  const float *logits;
  int locations, columns;
  /** v [locations, channels], packed. */
  const float *packed;
  float *pooled;
  int channels;
};

/** Locations of a convolution of size × size with zeros around x [h, w, channels]: out [out_h · out_w, n]. */
struct conv {
  const float *x;
  int h, w, channels;
  int size, stride, padding;
  int out_w;
  /** [size², channels, n], packed point by point. */
  const float *packed;
  const float *bias;
  float *out;
  int n;
};

/** Locations of the modulated deformable convolution 3 × 3, padding 1: see deformConv2d.ts. */
struct deform_conv {
  const float *x;
  int h, w, channels;
  /** dy, dx of each point; those of the next location are offsets_step floats behind. */
  const float *offsets;
  int offsets_step;
  const float *mask;
  int mask_step;
  /** Whether the masks have yet to go through the sigmoid. */
  int mask_is_logits;
  int out_w, stride;
  /** [9, channels, n], packed point by point. */
  const float *packed;
  const float *bias;
  float *out;
  int n;
};

/** A map [locations, MAP_CHANNELS] indexed as if it had only `fewer` locations, see onSmallerGrid: out [fewer,
 * MAP_CHANNELS]. */
struct map_on_smaller_grid {
  const float *map;
  int locations;
  float *out;
  int fewer;
};

/**
 * For some groups of a branch y [h · w, n]: GroupNorm as a scale and a shift of every channel, and the channel's
 * average over the level, to which the branch may yet have to be upsampled.
 */
struct branch_statistics {
  const float *y, *weight, *bias;
  /** [BRANCH_STATISTICS, n] */
  float *statistics;
  int h, w, level_h, level_w;
  int n, groups;
  float epsilon;
};

/**
 * What every channel is multiplied with and shifted by. factors [branches + LEVEL_FACTORS, n] holds the factor of each
 * branch, which is GroupNorm and scale-aware attention in one, then their common shift, then a1, b1, a2, b2 of DYReLU.
 * The average that DYReLU starts from follows from the averages of the branches.
 */
struct branch_factors {
  /** [branches, BRANCH_STATISTICS, n] */
  const float *statistics;
  int branches;
  const float *weight, *bias, *squeeze, *squeeze_bias, *expand, *expand_bias;
  int hidden;
  float *factors;
  int n;
};

/** Rows of the level [h, w, n]: the branches, weighted, upsampled, added and activated with the factors. */
struct combine_branches {
  /** The branches [h, w, n] and their sizes; 0 for none. */
  const float *y[MAX_BRANCHES];
  int heights[MAX_BRANCHES], widths[MAX_BRANCHES];
  int branches;
  const float *factors;
  float *out;
  int h, w, n;
};
