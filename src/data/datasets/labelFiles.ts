import { groupBy } from './groupBy';
import { withoutEnding } from './labelledPicture';
import { PictureNames } from './pictureNames';

/** Formats with a file of labels for each picture: which file belongs to which picture. */

/** Where the files of a format lie: instead of the folder of the pictures, where it is named so. */
export interface LabelLayout {
  readonly pictures: string;
  readonly labels: string;
  readonly ending: string;
}

/** "images/train/cat" -> "labels/train/cat", "cat" -> "labels/cat" */
function labelStem(stem: string, { pictures, labels }: LabelLayout): string {
  const steps = stem.split('/');
  const at = steps.slice(0, -1).lastIndexOf(pictures);
  return at < 0 ? [labels, ...steps].join('/') : steps.with(at, labels).join('/');
}

const withEndingInName = (name: string) => name.replace(/\.([^./]+)$/, '_$1');

/**
 * The path of each picture's label file. Of pictures that would share one, "a.jpg" and "a.png", the ending becomes a part of the name:
 * "labels/a_jpg.txt".
 */
export function labelPaths(names: readonly string[], layout: LabelLayout): ReadonlyMap<string, string> {
  const stems = new Map(names.map((name) => [name, labelStem(withoutEnding(name), layout)]));
  for (;;) {
    const groups = [...groupBy([...stems], ([, stem]) => stem.toLowerCase()).values()];
    const clashing = groups
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map(([name]) => [name, labelStem(withEndingInName(name), layout)] as const))
      .filter(([name, stem]) => stems.get(name) !== stem);
    if (clashing.length === 0) break;
    for (const [name, stem] of clashing) stems.set(name, stem);
  }
  return new Map([...stems].map(([name, stem]) => [name, `${stem}${layout.ending}`]));
}

/** Finds the picture that a file of labels belongs to. */
export class LabelledBy<Picture extends { readonly path: string }> {
  readonly #written: ReadonlyMap<string, Picture>;
  readonly #stems: PictureNames<{ readonly path: string; readonly picture: Picture }>;
  readonly #longStems: PictureNames<{ readonly path: string; readonly picture: Picture }>;

  constructor(
    pictures: readonly Picture[],
    private readonly layout: LabelLayout,
  ) {
    const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
    const paths = labelPaths([...byPath.keys()], layout);
    this.#written = new Map(
      [...byPath].flatMap(([path, picture]) => {
        const labels = paths.get(path);
        return labels === undefined ? [] : [[labels, picture] as const];
      }),
    );
    this.#stems = new PictureNames(pictures.map((picture) => ({ path: withoutEnding(picture.path), picture })));
    this.#longStems = new PictureNames(pictures.map((picture) => ({ path: withEndingInName(picture.path), picture })));
  }

  /** @returns undefined where there is none, or several could be meant. */
  find(path: string): Picture | undefined {
    const steps = withoutEnding(path).split('/');
    const at = steps.lastIndexOf(this.layout.labels);
    const places = at < 0 ? [steps] : [steps.with(at, this.layout.pictures), steps.toSpliced(at, 1)];
    const stems = places.map((place) => place.join('/'));
    const candidates = [this.#stems, this.#longStems].flatMap((index) => stems.map((stem) => index.find(stem)));
    return this.#written.get(path) ?? candidates.find((candidate) => candidate)?.picture;
  }
}
