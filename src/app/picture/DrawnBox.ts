import type { Box } from '../../model';

/** A box with what it is a box of. */
export interface DrawnBox {
  readonly box: Box;
  readonly text: string;
  /** Of the phrase or category: see phraseStyle. */
  readonly style: number;
}
