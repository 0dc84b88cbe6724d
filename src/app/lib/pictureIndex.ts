import { baseName, isPictureName } from './pathFile';

/** Finds pictures by the paths that a data set names them with. */
export class PictureIndex<Picture extends { readonly path: string }> {
  readonly #byName = new Map<string, Picture[]>();
  readonly size: number;

  constructor(files: readonly Picture[]) {
    const pictures = files.filter(({ path }) => isPictureName(path));
    this.size = pictures.length;
    for (const picture of pictures) {
      const name = baseName(picture.path);
      const same = this.#byName.get(name);
      if (same) same.push(picture);
      else this.#byName.set(name, [picture]);
    }
  }

  /**
   * The picture whose path ends with this one; the only one with its name where no path does, since folders are often given by halves.
   * @returns undefined where there is none, or none of several fits.
   */
  find(path: string): Picture | undefined {
    const wanted = path.replace(/\\/g, '/').replace(/^(\.?\/)+/, '');
    const same = this.#byName.get(baseName(wanted)) ?? [];
    const fitting = same.filter((picture) => picture.path === wanted || picture.path.endsWith(`/${wanted}`));
    if (fitting.length > 0)
      return fitting.find((picture) => picture.path === wanted) ?? (fitting.length === 1 ? fitting[0] : undefined);
    return same.length === 1 ? same[0] : undefined;
  }
}
