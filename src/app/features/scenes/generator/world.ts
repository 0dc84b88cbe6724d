/** The world that scenes are made of: contents of public/scene/sheet.json, which training/scenes/sheet.py writes. */
export interface World {
  /** Side of a glyph's place on the sheet, in pixels, and places in a row. */
  readonly cell: number;
  readonly columns: number;
  readonly colours: Readonly<Record<string, readonly [number, number, number]>>;
  readonly nouns: readonly Noun[];
  readonly categories: readonly Category[];
  readonly glyphs: readonly Glyph[];
  readonly shapes: readonly Shape[];
}

export interface Noun {
  readonly noun: string;
  /** Null where the noun has no plural that could be counted. */
  readonly plural: string | null;
  readonly category: string;
  /** Nouns that a reader might take for this one: never in one scene with it, and never called absent beside it. */
  readonly alike: readonly string[];
  /** Belongs in the air. */
  readonly sky: boolean;
}

export interface Category {
  readonly noun: string;
  readonly plural: string;
  /** Categories whose members a reader might count in. */
  readonly doubtful: readonly string[];
}

export interface Glyph {
  readonly noun: string;
  /** What the glyph's colour is to the eye; null where it has several. */
  readonly colour: string | null;
  readonly cell: number;
  /** Of the visible pixels, which lie in the top left corner of the place. */
  readonly width: number;
  readonly height: number;
}

export interface Shape {
  readonly noun: string;
  /** Corners, within −1 to 1 both ways. */
  readonly outline: readonly (readonly [number, number])[];
}

export const FILLS = ['filled', 'outlined', 'striped', 'dotted'] as const;
export type Fill = (typeof FILLS)[number];

/** Of nouns that the world has. */
export function nounOf(world: World, name: string): Noun {
  const found = world.nouns.find(({ noun }) => noun === name);
  if (!found) throw new Error(`There is no “${name}” in this world.`);
  return found;
}
