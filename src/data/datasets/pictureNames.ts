import { groupBy } from './groupBy';
import { withoutEnding } from './labelledPicture';
import type { Notes } from './notes';

/** Endings of pictures' files, whether or not a given program can read them. */
export const isPictureName = (path: string) =>
  /\.(jpe?g|jpe|jfif|png|webp|gif|avif|bmp|tiff?|heic|heif|jxl|ico)$/i.test(path);

/** Files that a system puts beside those of a person: hidden ones, and what a Mac adds to a zip. */
export const isHidden = (path: string) => /(^|\/)(\.|__MACOSX\/)/.test(path);

/** A way to read a name, with the note that it deserves. */
interface Reading {
  readonly key: (name: string) => string;
  readonly note?: string;
}

/** Label Studio puts eight hexadecimal digits before the name of what is uploaded. */
const withoutUploadMark = (name: string) => name.replace(/(^|\/)[0-9a-f]{8}-(?=[^/]+$)/, '$1');

/** From the strictest on. Each is tried on the name as it stands, then without its percent-encoding. */
const READINGS: readonly Reading[] = [
  { key: (name) => name },
  {
    key: (name) => name.toLowerCase(),
    note: '# picture|pictures was|were found by a name that differs in upper and lower case.',
  },
  {
    key: (name) => withoutEnding(name).toLowerCase(),
    note: '# picture|pictures was|were found by a name without its ending, or with another one.',
  },
  {
    key: (name) => withoutUploadMark(withoutEnding(name)).toLowerCase(),
    note: '# picture|pictures was|were found by a name without the mark that an upload put before it.',
  },
];

/** A picture that a name stands for, and how far the two paths agree. */
interface Found<Picture> {
  readonly picture: Picture;
  /** Number of folders and names at the end that are equal. */
  readonly agreement: number;
  readonly note: string | undefined;
}

/**
 * Finds pictures by the paths that a data set names them with, as a person would: with either slash, composed or decomposed accents,
 * percent-encoding, and below another root, since the longest end that a path has in common with one picture alone decides. Upper and
 * lower case and the ending count for nothing as a last resort.
 */
export class PictureNames<Picture extends { readonly path: string }> {
  readonly #readings: readonly ReadonlyMap<string, readonly Picture[]>[];
  readonly size: number;

  constructor(pictures: readonly Picture[]) {
    this.size = pictures.length;
    this.#readings = READINGS.map(({ key }) => groupBy(pictures, ({ path }) => baseOf(key(normalForm(path)))));
  }

  /**
   * @param notes is told where a name was found by a last resort.
   * @returns undefined where there is none, or several fit alike.
   */
  find(name: string, notes?: Notes): Picture | undefined {
    const found = this.#search(name);
    if (found?.note !== undefined) notes?.add(found.note);
    return found?.picture;
  }

  /**
   * The pictures of several names. Where two names that differ would have one picture, it belongs to the one that agrees with its path
   * further: "cam3/1.jpg" is not the only "1.jpg" at hand if that is asked for as "cam1/1.jpg" as well.
   */
  findAll(names: readonly string[], notes?: Notes): (Picture | undefined)[] {
    const found = names.map((name) => this.#search(name));
    const furthest = new Map<Picture, number>();
    for (const each of found)
      if (each) furthest.set(each.picture, Math.max(each.agreement, furthest.get(each.picture) ?? 0));
    return found.map((each) => {
      if (!each || each.agreement < (furthest.get(each.picture) ?? 0)) return undefined;
      if (each.note !== undefined) notes?.add(each.note);
      return each.picture;
    });
  }

  /** Whether several pictures could be meant, so that none is found. */
  isAmbiguous(name: string): boolean {
    const base = baseOf(normalForm(name));
    return this.find(name) === undefined && (this.#readings[0]?.get(base)?.length ?? 0) > 1;
  }

  #search(name: string): Found<Picture> | undefined {
    const spellings = spellingsOf(name);
    for (const [i, { key, note }] of READINGS.entries()) {
      for (const spelling of spellings) {
        const wanted = key(spelling);
        const same = this.#readings[i]?.get(baseOf(wanted)) ?? [];
        const best = longestTail(wanted, same, ({ path }) => key(normalForm(path)));
        if (best === 'several') return undefined;
        if (best) return { ...best, note };
      }
    }
    return undefined;
  }
}

/** With slashes, composed accents, and no steps that lead nowhere. */
function normalForm(path: string): string {
  const steps = path.normalize('NFC').replaceAll('\\', '/').split('/');
  return steps.filter((step) => step !== '' && step !== '.' && step !== '..').join('/');
}

/** The name as it stands, and without percent-encoding where it has any; of an address also without what follows the path. */
function spellingsOf(name: string): string[] {
  const served = /[?&]d=([^&]+)/.exec(name)?.[1];
  const plain = /^[a-z][a-z\d+.-]*:\/\//i.test(name) ? name.replace(/[?#].*$/s, '') : name;
  const spellings = [plain, ...(served === undefined ? [] : [served])];
  return [...new Set([...spellings, ...spellings.map(decoded)].map(normalForm))].filter((spelling) => spelling !== '');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // A percent sign that is one.
  }
}

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function longestTail<Picture>(
  wanted: string,
  pictures: readonly Picture[],
  pathOf: (picture: Picture) => string,
): { readonly picture: Picture; readonly agreement: number } | 'several' | undefined {
  const steps = wanted.split('/').reverse();
  let best: { readonly picture: Picture; readonly agreement: number; readonly exact: boolean } | undefined;
  let alike = false;
  for (const picture of pictures) {
    const path = pathOf(picture);
    const own = path.split('/').reverse();
    const different = steps.findIndex((step, i) => step !== own[i]);
    const agreement = different < 0 ? steps.length : different;
    const exact = path === wanted;
    const ahead = best ? agreement - best.agreement || Number(exact) - Number(best.exact) : 1;
    if (ahead > 0) best = { picture, agreement, exact };
    alike = ahead === 0 || (alike && ahead < 0);
  }
  if (!best) return undefined;
  return alike ? 'several' : { picture: best.picture, agreement: best.agreement };
}
