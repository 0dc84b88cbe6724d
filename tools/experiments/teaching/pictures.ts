import sharp from 'sharp';
import type { Box, Pixels } from '../../../src/model/types';
import { Random } from '../../../src/app/features/scenes/generator/random';
import { COLOURS, GROUNDS, KNOWN_THINGS, NOVEL_THINGS, type NovelThing } from './novelThings';

/** A picture with the thing that is taught among others: known ones, and novel ones, so that it is not enough to tell the known from the novel. */
export interface LessonPicture {
  readonly pixels: Pixels;
  /** Of the thing that is taught, one or two. */
  readonly boxes: readonly Box[];
}

const [WIDTH, HEIGHT] = [384, 288];
const [SMALLEST, LARGEST] = [52, 110];
const GAP = 8;
const MAX_TRIES = 60;

/** The same picture for the same seed on every machine. */
export async function lessonPicture(thing: NovelThing, seed: number): Promise<LessonPicture> {
  const random = new Random(seed);
  const others = random.shuffled(NOVEL_THINGS.filter((other) => other !== thing)).slice(0, 2);
  const known = random.shuffled(KNOWN_THINGS).slice(0, random.whole(1, 2));
  const wanted = [...Array.from({ length: random.whole(1, 2) }, () => thing), ...others, ...known];
  const placed: { readonly thing: NovelThing; readonly box: Box; readonly colour: string }[] = [];
  for (const each of wanted) {
    const box = freePlace(
      each,
      placed.map((other) => other.box),
      random,
    );
    if (box) placed.push({ thing: each, box, colour: random.pick(COLOURS) });
  }
  const marks = placed.map(
    ({ thing: { path }, box: [x0, y0, x1, y1], colour }) =>
      `<path transform="translate(${x0} ${y0}) scale(${x1 - x0} ${y1 - y0})" fill-rule="evenodd" fill="${colour}" d="${path}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="${random.pick(GROUNDS)}"/>${marks.join('')}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    pixels: { data, width: info.width, height: info.height },
    boxes: placed.flatMap((other) => (other.thing === thing ? [other.box] : [])),
  };
}

/** A place of random size that overlaps none of the others; undefined where none was found. */
function freePlace({ aspect }: NovelThing, taken: readonly Box[], random: Random): Box | undefined {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const height = Math.round(random.between(SMALLEST, LARGEST) / Math.sqrt(aspect));
    const width = Math.round(height * aspect);
    const x = random.whole(GAP, WIDTH - GAP - width);
    const y = random.whole(GAP, HEIGHT - GAP - height);
    if (
      taken.every(([x0, y0, x1, y1]) => x > x1 + GAP || x + width < x0 - GAP || y > y1 + GAP || y + height < y0 - GAP)
    )
      return [x, y, x + width, y + height];
  }
  return undefined;
}
