/** Of a tile of a matrix product: see gemm.h. */
export const [TILE_ROWS, TILE_COLUMNS] = [6, 8];

/** Numbers of a column that are multiplied at once, rows with which the same of them are, and locations of a convolution: see gemm.h. */
export const [BLOCK_DEPTH, BLOCK_ROWS, LOCATIONS] = [128, 96, 96];

/** Columns of a matrix that is packed for a product. */
export const wholePanels = (columns: number) => Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;
