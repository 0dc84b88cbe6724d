import { FORMATS, type SceneName } from '../../../lib/sceneName';
import { place, type Placed, type Size } from './place';
import { Random } from './random';
import { Speaker, type Said, type Tag } from './speak';
import { chooseThings, THEMES, type Theme } from './things';
import type { World } from './world';

/** What things may stand on. The first ones have a sky above and a ground below. */
export const GROUNDS = ['meadow', 'room', 'beach', 'night', 'paper', 'linen', 'rose', 'mist'] as const;
export type Ground = (typeof GROUNDS)[number];
const SCENERY: ReadonlySet<Ground> = new Set(['meadow', 'room', 'beach', 'night']);

/** A phrase of the caption, and which things it covers: none where it names what is not there. */
export interface ScenePhrase {
  /** Range of the caption, from the first number, superlative or adjective to the noun. */
  readonly start: number;
  readonly end: number;
  readonly tag: Tag;
  /** Indices into the things of the scene. */
  readonly things: readonly number[];
}

export interface Scene extends Size, SceneName {
  readonly ground: Ground;
  readonly things: readonly Placed[];
  readonly caption: string;
  readonly phrases: readonly ScenePhrase[];
}

/** The scene of this name: what is in it, where, and a caption that is true but for what it says is absent. Pure. */
export function makeScene(world: World, { format, seed }: SceneName): Scene {
  const random = new Random(seed * 2 + (format === 'tall' ? 1 : 0));
  const size = FORMATS[format];
  const theme = random.pick(THEMES);
  const things = chooseThings(world, theme, random);
  const shapes = things.filter(({ look }) => look.kind === 'shape').length;
  // Shapes hover over a landscape, and many of them would be lost in the dark.
  const ground = random.pick(shapes * 2 > things.length ? GROUNDS.filter((name) => !SCENERY.has(name)) : GROUNDS);
  const placed = place(things, size, SCENERY.has(ground), world, random);
  const said = choosePhrases(new Speaker(world, placed, size, random), theme, placed, random);
  return { format, seed, ...size, ground, things: placed, ...write(said, placed, random) };
}

/** Two to five phrases that suit the theme, about different things; one in three captions also names what is not there. */
function choosePhrases(speaker: Speaker, theme: Theme, things: readonly Placed[], random: Random): Said[] {
  const chosen: Said[] = [];
  const spoken = new Set<Placed>();
  const add = (said: Said | undefined) => {
    const covered = said && [...said.things, ...(said.then?.said.things ?? [])];
    const texts = chosen.flatMap(textsOf);
    if (!said || covered!.some((thing) => spoken.has(thing)) || textsOf(said).some((text) => texts.includes(text)))
      return;
    covered!.forEach((thing) => spoken.add(thing));
    chosen.push(said);
  };
  if (theme === 'relation') add(speaker.relation());
  if (theme === 'size' && random.chance(0.4)) add(speaker.superlative());
  if (theme === 'category') speaker.categories().forEach(add);
  if (theme === 'mixed' && random.chance(0.25)) add(speaker.relation());
  const wanted = random.whole(2, 4);
  // Several of a kind say more than one alone.
  const twins = ({ noun }: Placed) => things.filter((other) => other.noun === noun).length;
  for (const thing of [...things].sort((a, b) => twins(b) - twins(a)))
    if (chosen.length < wanted && !spoken.has(thing)) add(speaker.present(thing, theme === 'colours' ? 1 : 0.5));
  for (let tries = 0, missing = random.chance(1 / 3); missing && tries < 12; tries++) {
    const before = chosen.length;
    add(speaker.absent());
    missing = chosen.length === before;
  }
  return random.shuffled(chosen);
}

const textsOf = (said: Said): string[] => [said.text, ...(said.then ? textsOf(said.then.said) : [])];

/** A caption while it is written. */
class Text {
  text = '';
  readonly phrases: ScenePhrase[] = [];

  constructor(private readonly things: readonly Placed[]) {}

  add({ text, article, tag, things, then }: Said, articles = true): void {
    if (article !== '' && (articles || then)) this.text += `${article} `;
    const start = this.text.length;
    this.text += text;
    this.phrases.push({ start, end: this.text.length, tag, things: things.map((thing) => this.things.indexOf(thing)) });
    if (!then) return;
    this.text += ` ${then.words} `;
    this.add(then.said);
  }
}

/** The phrases as a sentence, a question or a list. */
function write(said: readonly Said[], things: readonly Placed[], random: Random): Pick<Scene, 'caption' | 'phrases'> {
  const text = new Text(things);
  const question = said.length === 1 || (said.length === 2 && said.every(({ then }) => !then) && random.chance(0.5));
  const list = !question && random.chance(0.3) && said.every(({ then }) => !then);
  const [separator, last] = list ? (random.chance(0.6) ? ['. ', '. '] : [', ', ', ']) : [', ', ' and '];
  if (question) text.text += said.length === 1 && said[0]!.singular ? 'Where is ' : 'Where are ';
  said.forEach((part, at) => {
    if (at > 0) text.text += at === said.length - 1 ? last : separator;
    text.add(question ? { ...part, article: 'the' } : part, !list);
  });
  text.text += question ? '?' : separator === '. ' || !list ? '.' : '';
  const caption = list ? text.text : text.text[0]!.toUpperCase() + text.text.slice(1);
  return { caption, phrases: text.phrases };
}
