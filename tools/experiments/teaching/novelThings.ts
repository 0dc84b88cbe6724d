/** Things that glip-micro has never seen, under words it has never read: drawn here, and kept out of its training. */

export interface NovelThing {
  /** A nonsense word: no part of it tells what it looks like. */
  readonly word: string;
  /** What it looks like, for the reader of the report. */
  readonly looks: string;
  /** An SVG path in the unit square, filled by the even-odd rule; it touches all four sides. */
  readonly path: string;
  /** Width over height. */
  readonly aspect: number;
}

export const NOVEL_THINGS: readonly NovelThing[] = [
  { word: 'zorple', looks: 'hourglass', path: 'M0 0H1L0 1H1Z', aspect: 0.75 },
  {
    word: 'flumph',
    looks: 'archway',
    path: 'M0 1V.5A.5 .5 0 0 1 1 .5V1H.72V.52A.22 .22 0 0 0 .28 .52V1Z',
    aspect: 0.9,
  },
  { word: 'quibbit', looks: 'comb', path: 'M0 0H1V1H.86V.38H.72V1H.58V.38H.44V1H.3V.38H.14V1H0Z', aspect: 1.4 },
  { word: 'dranzel', looks: 'staircase', path: 'M0 1V.75H.25V.5H.5V.25H.75V0H1V1Z', aspect: 1 },
];

/** Shapes that it does know. */
export const KNOWN_THINGS: readonly NovelThing[] = [
  { word: 'circle', looks: 'circle', path: 'M.5 0A.5 .5 0 0 1 .5 1A.5 .5 0 0 1 .5 0Z', aspect: 1 },
  { word: 'square', looks: 'square', path: 'M0 0H1V1H0Z', aspect: 1 },
  { word: 'triangle', looks: 'triangle', path: 'M.5 0L1 1H0Z', aspect: 1.1 },
  { word: 'cross', looks: 'cross', path: 'M.33 0H.67V.33H1V.67H.67V1H.33V.67H0V.33H.33Z', aspect: 1 },
];

export const COLOURS = ['#c9302c', '#2c5fc9', '#2f8f4e', '#7a3fa0', '#e0922f', '#3a3f44', '#c0568f'] as const;
export const GROUNDS = ['#e9e6dc', '#dfe7ee', '#f2efe9', '#e3ecdf', '#ece0e4'] as const;
