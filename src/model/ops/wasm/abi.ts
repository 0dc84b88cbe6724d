/** Written by `npm run kernels` from c/abi.h: what the kernels in C and their callers in TypeScript both must know. */

/** Rows and columns of a tile of a matrix product, which the registers of x86 and ARM hold. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;
/**
 * Depth of a packed block: 6 rows and 8 columns of it stay in the first-level cache. Also how many products are summed
 * before their sum joins the others: float32 sums of thousands would lose digits.
 */
export const BLOCK_DEPTH = 128;
/** Rows that are multiplied with all panels in turn: with BLOCK_DEPTH they stay in the second-level cache. */
export const BLOCK_ROWS = 96;
/**
 * Locations of a convolution that are multiplied at once: with the weights of one of its points they stay in the
 * second-level cache.
 */
export const LOCATIONS = 96;
/**
 * Panels of 8 columns that are packed side by side: reading so many columns of a row at once spares most of the waiting
 * for memory.
 */
export const PANELS = 8;
/** The most rows that `matmul_few` takes. */
export const FEW_ROWS = 96;
/**
 * Points of the kernel of a deformable convolution, and channels of a map that holds two offsets and a mask for each of
 * them.
 */
export const POINTS = 9;
export const MAP_CHANNELS = 27;
/** Branches that meet in a level of the feature pyramid: a level has no more neighbours. */
export const MAX_BRANCHES = 3;
/** What `branch_statistics` writes for every channel: scale, shift and average. */
export const BRANCH_STATISTICS = 3;
/**
 * What `branch_factors` writes for every channel besides a factor for each branch: the shift, and a1, b1, a2, b2 of
 * DYReLU.
 */
export const LEVEL_FACTORS = 5;
/** Values of the field `activation`. */
export const ACTIVATION_NONE = 0;
export const ACTIVATION_GELU = 1;

declare const address: unique symbol;
/** Where a value lies on the heap, in bytes; 0 stands for none. */
export type Address = number & { readonly [address]: true };

/** The arguments of every kernel. */
export interface Jobs {
  /** Rows of out [rows, n] = (x - mean) / sqrt(variance + epsilon) · weight + bias. */
  layer_norm: {
    readonly x: Address;
    readonly weight: Address;
    readonly bias: Address;
    readonly out: Address;
    readonly n: number;
    readonly epsilon: number;
  };
  /** Group normalisation of x [rows, n] over the rows and the channels of a group. */
  group_norm: {
    readonly x: Address;
    readonly weight: Address;
    readonly bias: Address;
    readonly out: Address;
    readonly rows: number;
    readonly n: number;
    readonly groups: number;
    readonly epsilon: number;
  };
  /** Packs columns of `parts` matrices b [k, n], one behind the other, for products: see `pack` in gemm.h. */
  pack_columns: {
    readonly b: Address;
    /** Element i, j of a matrix is at i · row_step + j · column_step. */
    readonly rowStep: number;
    readonly columnStep: number;
    readonly parts: number;
    readonly k: number;
    readonly n: number;
    readonly packed: Address;
  };
  /**
   * Rows of c [m, n] = a [m, k] · b [k, n] packed + bias [n], then the activation or the residual; see `Epilogue` in
   * matmul.c.
   */
  matmul: {
    readonly a: Address;
    /** Floats from one row of a to the next; the rows themselves are contiguous. */
    readonly aStep: number;
    readonly packed: Address;
    /** May be 0. */
    readonly bias: Address;
    readonly c: Address;
    readonly cStep: number;
    readonly n: number;
    readonly k: number;
    readonly activation: number;
    /** Results are clamped to ±limit. */
    readonly limit: number;
    /** Added to the product: rows as far apart as those of c. May be 0. */
    readonly residual: Address;
    /** Of every column: what the product is multiplied with before it joins the residual. May be 0. */
    readonly scale: Address;
  };
  /** Columns of the same product for at most FEW_ROWS rows and a b that is not packed. */
  matmul_few: {
    readonly a: Address;
    readonly aStep: number;
    readonly b: Address;
    /** Floats from one row of b to the next; the rows themselves are contiguous. */
    readonly bStep: number;
    /** May be 0. */
    readonly bias: Address;
    readonly c: Address;
    readonly cStep: number;
    readonly m: number;
    readonly k: number;
    readonly activation: number;
    readonly limit: number;
    /** May be 0, and so may scale. */
    readonly residual: Address;
    readonly scale: Address;
  };
  /** Attention inside windows of size × size locations, row by row of windows: see windowAttention.ts. */
  window_attention: {
    /** qkv [h · w, 3 · channels]; padding [3 · channels]; table [(2 · size - 1)², heads]. */
    readonly qkv: Address;
    readonly padding: Address;
    readonly table: Address;
    /** [h · w, channels] */
    readonly out: Address;
    readonly h: number;
    readonly w: number;
    readonly size: number;
    readonly shift: number;
    readonly heads: number;
    readonly channels: number;
    /** Added to the logits of two locations that only the cyclic shift brought together. */
    readonly shiftPenalty: number;
  };
  /** X-MHA for some locations: see crossAttend.ts. */
  cross_attend: {
    /**
     * v [locations, channels]; keys [channels, heads · tokens] and values [heads · tokens, channels], both packed; mask
     * [tokens].
     */
    readonly v: Address;
    readonly keys: Address;
    readonly keyBias: Address;
    readonly values: Address;
    readonly bias: Address;
    readonly gamma: Address;
    readonly mask: Address;
    /** logits [locations, heads · tokens], without the mask; visual [locations, channels]. */
    readonly logits: Address;
    readonly visual: Address;
    readonly channels: number;
    readonly heads: number;
    readonly tokens: number;
    /** Logits are clamped to ±limit. */
    readonly limit: number;
  };
  /**
   * The other direction, for some columns of logits [locations, columns]: pooled [columns, channels] = softmax over the
   * locations, transposed, times v.
   */
  pool_locations: {
    readonly logits: Address;
    readonly locations: number;
    readonly columns: number;
    /** v [locations, channels], packed. */
    readonly packed: Address;
    readonly pooled: Address;
    readonly channels: number;
  };
  /** Locations of a convolution of size × size with zeros around x [h, w, channels]: out [out_h · out_w, n]. */
  conv: {
    readonly x: Address;
    readonly h: number;
    readonly w: number;
    readonly channels: number;
    readonly size: number;
    readonly stride: number;
    readonly padding: number;
    readonly outW: number;
    /** [size², channels, n], packed point by point. */
    readonly packed: Address;
    readonly bias: Address;
    readonly out: Address;
    readonly n: number;
  };
  /** Locations of the modulated deformable convolution 3 × 3, padding 1: see deformConv2d.ts. */
  deform_conv: {
    readonly x: Address;
    readonly h: number;
    readonly w: number;
    readonly channels: number;
    /** dy, dx of each point; those of the next location are offsets_step floats behind. */
    readonly offsets: Address;
    readonly offsetsStep: number;
    readonly mask: Address;
    readonly maskStep: number;
    /** Whether the masks have yet to go through the sigmoid. */
    readonly maskIsLogits: number;
    readonly outW: number;
    readonly stride: number;
    /** [9, channels, n], packed point by point. */
    readonly packed: Address;
    readonly bias: Address;
    readonly out: Address;
    readonly n: number;
  };
  /**
   * A map [locations, MAP_CHANNELS] indexed as if it had only `fewer` locations, see onSmallerGrid: out [fewer,
   * MAP_CHANNELS].
   */
  map_on_smaller_grid: {
    readonly map: Address;
    readonly locations: number;
    readonly out: Address;
    readonly fewer: number;
  };
  /**
   * For some groups of a branch y [h · w, n]: GroupNorm as a scale and a shift of every channel, and the channel's
   * average over the level, to which the branch may yet have to be upsampled.
   */
  branch_statistics: {
    readonly y: Address;
    readonly weight: Address;
    readonly bias: Address;
    /** [BRANCH_STATISTICS, n] */
    readonly statistics: Address;
    readonly h: number;
    readonly w: number;
    readonly levelH: number;
    readonly levelW: number;
    readonly n: number;
    readonly groups: number;
    readonly epsilon: number;
  };
  /**
   * What every channel is multiplied with and shifted by. factors [branches + LEVEL_FACTORS, n] holds the factor of
   * each branch, which is GroupNorm and scale-aware attention in one, then their common shift, then a1, b1, a2, b2 of
   * DYReLU. The average that DYReLU starts from follows from the averages of the branches.
   */
  branch_factors: {
    /** [branches, BRANCH_STATISTICS, n] */
    readonly statistics: Address;
    readonly branches: number;
    readonly weight: Address;
    readonly bias: Address;
    readonly squeeze: Address;
    readonly squeezeBias: Address;
    readonly expand: Address;
    readonly expandBias: Address;
    readonly hidden: number;
    readonly factors: Address;
    readonly n: number;
  };
  /** Rows of the level [h, w, n]: the branches, weighted, upsampled, added and activated with the factors. */
  combine_branches: {
    /** The branches [h, w, n] and their sizes; 0 for none. */
    readonly y: readonly Address[];
    readonly heights: readonly number[];
    readonly widths: readonly number[];
    readonly branches: number;
    readonly factors: Address;
    readonly out: Address;
    readonly h: number;
    readonly w: number;
    readonly n: number;
  };
}

type Field = readonly [name: string, type: 'address' | 'int' | 'float', offset: number, length: number];

/** For every argument its name, its type, the word of the struct where it begins, and how many words it takes. */
export const LAYOUTS: Readonly<Record<keyof Jobs, readonly Field[]>> = {
  layer_norm: [
    ['x', 'address', 0, 1],
    ['weight', 'address', 1, 1],
    ['bias', 'address', 2, 1],
    ['out', 'address', 3, 1],
    ['n', 'int', 4, 1],
    ['epsilon', 'float', 5, 1],
  ],
  group_norm: [
    ['x', 'address', 0, 1],
    ['weight', 'address', 1, 1],
    ['bias', 'address', 2, 1],
    ['out', 'address', 3, 1],
    ['rows', 'int', 4, 1],
    ['n', 'int', 5, 1],
    ['groups', 'int', 6, 1],
    ['epsilon', 'float', 7, 1],
  ],
  pack_columns: [
    ['b', 'address', 0, 1],
    ['rowStep', 'int', 1, 1],
    ['columnStep', 'int', 2, 1],
    ['parts', 'int', 3, 1],
    ['k', 'int', 4, 1],
    ['n', 'int', 5, 1],
    ['packed', 'address', 6, 1],
  ],
  matmul: [
    ['a', 'address', 0, 1],
    ['aStep', 'int', 1, 1],
    ['packed', 'address', 2, 1],
    ['bias', 'address', 3, 1],
    ['c', 'address', 4, 1],
    ['cStep', 'int', 5, 1],
    ['n', 'int', 6, 1],
    ['k', 'int', 7, 1],
    ['activation', 'int', 8, 1],
    ['limit', 'float', 9, 1],
    ['residual', 'address', 10, 1],
    ['scale', 'address', 11, 1],
  ],
  matmul_few: [
    ['a', 'address', 0, 1],
    ['aStep', 'int', 1, 1],
    ['b', 'address', 2, 1],
    ['bStep', 'int', 3, 1],
    ['bias', 'address', 4, 1],
    ['c', 'address', 5, 1],
    ['cStep', 'int', 6, 1],
    ['m', 'int', 7, 1],
    ['k', 'int', 8, 1],
    ['activation', 'int', 9, 1],
    ['limit', 'float', 10, 1],
    ['residual', 'address', 11, 1],
    ['scale', 'address', 12, 1],
  ],
  window_attention: [
    ['qkv', 'address', 0, 1],
    ['padding', 'address', 1, 1],
    ['table', 'address', 2, 1],
    ['out', 'address', 3, 1],
    ['h', 'int', 4, 1],
    ['w', 'int', 5, 1],
    ['size', 'int', 6, 1],
    ['shift', 'int', 7, 1],
    ['heads', 'int', 8, 1],
    ['channels', 'int', 9, 1],
    ['shiftPenalty', 'float', 10, 1],
  ],
  cross_attend: [
    ['v', 'address', 0, 1],
    ['keys', 'address', 1, 1],
    ['keyBias', 'address', 2, 1],
    ['values', 'address', 3, 1],
    ['bias', 'address', 4, 1],
    ['gamma', 'address', 5, 1],
    ['mask', 'address', 6, 1],
    ['logits', 'address', 7, 1],
    ['visual', 'address', 8, 1],
    ['channels', 'int', 9, 1],
    ['heads', 'int', 10, 1],
    ['tokens', 'int', 11, 1],
    ['limit', 'float', 12, 1],
  ],
  pool_locations: [
    ['logits', 'address', 0, 1],
    ['locations', 'int', 1, 1],
    ['columns', 'int', 2, 1],
    ['packed', 'address', 3, 1],
    ['pooled', 'address', 4, 1],
    ['channels', 'int', 5, 1],
  ],
  conv: [
    ['x', 'address', 0, 1],
    ['h', 'int', 1, 1],
    ['w', 'int', 2, 1],
    ['channels', 'int', 3, 1],
    ['size', 'int', 4, 1],
    ['stride', 'int', 5, 1],
    ['padding', 'int', 6, 1],
    ['outW', 'int', 7, 1],
    ['packed', 'address', 8, 1],
    ['bias', 'address', 9, 1],
    ['out', 'address', 10, 1],
    ['n', 'int', 11, 1],
  ],
  deform_conv: [
    ['x', 'address', 0, 1],
    ['h', 'int', 1, 1],
    ['w', 'int', 2, 1],
    ['channels', 'int', 3, 1],
    ['offsets', 'address', 4, 1],
    ['offsetsStep', 'int', 5, 1],
    ['mask', 'address', 6, 1],
    ['maskStep', 'int', 7, 1],
    ['maskIsLogits', 'int', 8, 1],
    ['outW', 'int', 9, 1],
    ['stride', 'int', 10, 1],
    ['packed', 'address', 11, 1],
    ['bias', 'address', 12, 1],
    ['out', 'address', 13, 1],
    ['n', 'int', 14, 1],
  ],
  map_on_smaller_grid: [
    ['map', 'address', 0, 1],
    ['locations', 'int', 1, 1],
    ['out', 'address', 2, 1],
    ['fewer', 'int', 3, 1],
  ],
  branch_statistics: [
    ['y', 'address', 0, 1],
    ['weight', 'address', 1, 1],
    ['bias', 'address', 2, 1],
    ['statistics', 'address', 3, 1],
    ['h', 'int', 4, 1],
    ['w', 'int', 5, 1],
    ['levelH', 'int', 6, 1],
    ['levelW', 'int', 7, 1],
    ['n', 'int', 8, 1],
    ['groups', 'int', 9, 1],
    ['epsilon', 'float', 10, 1],
  ],
  branch_factors: [
    ['statistics', 'address', 0, 1],
    ['branches', 'int', 1, 1],
    ['weight', 'address', 2, 1],
    ['bias', 'address', 3, 1],
    ['squeeze', 'address', 4, 1],
    ['squeezeBias', 'address', 5, 1],
    ['expand', 'address', 6, 1],
    ['expandBias', 'address', 7, 1],
    ['hidden', 'int', 8, 1],
    ['factors', 'address', 9, 1],
    ['n', 'int', 10, 1],
  ],
  combine_branches: [
    ['y', 'address', 0, 3],
    ['heights', 'int', 3, 3],
    ['widths', 'int', 6, 3],
    ['branches', 'int', 9, 1],
    ['factors', 'address', 10, 1],
    ['out', 'address', 11, 1],
    ['h', 'int', 12, 1],
    ['w', 'int', 13, 1],
    ['n', 'int', 14, 1],
  ],
};

/** Words of the largest struct. */
export const JOB_WORDS = 15;

/** The custom section of the binaries that names the sources they were built from, and what it must say. */
export const SOURCES_SECTION = 'glip.sources';
export const SOURCES = 'bf0165964297a5302ce34a61bcce1c28c66cbc41a8844eda74023a07c067d473';
