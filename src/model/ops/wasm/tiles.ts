/** Of a tile of a matrix product: see gemm.h. */
export const [TILE_ROWS, TILE_COLUMNS] = [6, 8];

/** Columns of a matrix that is packed for a product. */
export const wholePanels = (columns: number) => Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;
