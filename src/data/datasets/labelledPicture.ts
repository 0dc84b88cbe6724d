import type { Box, Span } from '../../model';
import type { CocoId, Fields } from './cocoFile';
import { singularOf } from './singular';

/** A box with its label, as every format has it. */
export interface LabelledBox {
  readonly box: Box;
  readonly label: string;
  /** The words of the caption that name it; without them it was labelled by hand. */
  readonly span?: Span;
  /** 0..1, of the model; absent where a person drew or changed the box. */
  readonly score?: number;
}

export interface LabelledPicture {
  /** Path of the picture's file within its folder. */
  readonly name: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** The text that was grounded in it. */
  readonly caption: string;
  readonly boxes: readonly LabelledBox[];
  /** What the COCO file that it came in says of it, its id aside. */
  readonly fields?: Fields;
  readonly id?: CocoId;
}

/** A file to be written, with its path. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** "folder/cat.jpg" -> "folder/cat" */
export const withoutEnding = (name: string) => name.replace(/\.[^./]+$/, '');

const ARTICLE = /^(a|an|the|one|another|some|this|that|these|those) (?=.)/;
const COUNT = /^(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|few|both|\d+) (?=.)/;

/**
 * A phrase of a caption as the name of a class: "A  red car", "the red car" and "two red cars" are of one class. Plurals that nobody
 * has counted stay as they are, since many have no singular ("glasses", "shorts"), and whoever lists "cats" wants them called so.
 * @returns the phrase itself where it is nothing but an article.
 */
export function labelOf(phrase: string): string {
  const plain = phrase.toLowerCase().replace(/\s+/g, ' ').trim().replace(ARTICLE, '');
  const counted = plain.replace(COUNT, '');
  if (counted === plain) return plain;
  const head = counted.slice(counted.lastIndexOf(' ') + 1);
  const singular = singularOf(head);
  // A "two wheeler" is no two of anything.
  return singular === undefined ? plain : counted.slice(0, counted.length - head.length) + singular;
}
