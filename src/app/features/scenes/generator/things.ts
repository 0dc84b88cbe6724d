import type { Random } from './random';
import { FILLS, nounOf, type Fill, type Glyph, type Shape, type World } from './world';

/** One thing of a scene, before it has a place. */
export interface Thing {
  readonly noun: string;
  readonly category: string;
  /** As a reader would say it; undefined where several would do. */
  readonly colour: string | undefined;
  readonly look:
    | { readonly kind: 'glyph'; readonly glyph: Glyph }
    | { readonly kind: 'shape'; readonly shape: Shape; readonly fill: Fill };
  /** How large it is to be among the others. */
  readonly size: 'small' | 'large' | undefined;
}

export const THEMES = ['mixed', 'count', 'colours', 'relation', 'size', 'category'] as const;
export type Theme = (typeof THEMES)[number];

/** White ones would be lost on pale grounds. */
export const paintsOf = (world: World) => Object.keys(world.colours).filter((colour) => colour !== 'white');

export const fillOf = (thing: Thing) => (thing.look.kind === 'shape' ? thing.look.fill : undefined);

/** Which things a scene of this theme has; no two of them could be taken for one another unless they share their noun. */
export function chooseThings(world: World, theme: Theme, random: Random): Thing[] {
  const choice = new Choice(world, random);
  switch (theme) {
    case 'mixed':
      return choice.others(random.whole(4, 6));
    case 'count':
      return [...choice.equal(random.whole(2, 4)), ...choice.others(random.whole(2, 3))];
    case 'colours':
      return [...choice.coloured(3), ...choice.others(random.whole(1, 3))];
    case 'relation':
      return [...choice.equal(2), ...choice.others(random.whole(2, 3))];
    case 'size':
      return [...choice.sized(), ...choice.others(random.whole(1, 3))];
    case 'category':
      return [...choice.ofCategory(random.whole(2, 3)), ...choice.others(random.whole(2, 3))];
  }
}

class Choice {
  readonly #taken = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  /** Different things, a third of them shapes. */
  others(count: number): Thing[] {
    return Array.from({ length: count }, () => {
      const shape = this.random.chance(1 / 3);
      return this.one(this.noun(({ category }) => (category === 'shape') === shape));
    });
  }

  /** The same thing several times. */
  equal(count: number): Thing[] {
    const thing = this.one(this.noun(({ plural }) => plural !== null));
    return Array.from({ length: count }, () => thing);
  }

  /** One noun in several colours. */
  coloured(count: number): Thing[] {
    const palette = (noun: string) => [...new Set(this.looks(noun).flatMap(({ colour }) => colour ?? []))];
    const noun = this.noun(({ noun }) => palette(noun).length >= count);
    const fill = this.random.chance(0.7) ? 'filled' : undefined;
    return this.random
      .shuffled(palette(noun))
      .slice(0, count)
      .map((colour) => this.one(noun, { colour, fill }));
  }

  /** The same thing, large and small. */
  sized(): Thing[] {
    const [thing] = this.equal(1);
    const few = this.random.whole(1, 2);
    const sizes = ['small', 'large', ...Array.from({ length: few - 1 }, () => 'small')] as const;
    return sizes.map((size) => ({ ...thing!, size: size as 'small' | 'large' }));
  }

  /** Different things of one category, and nothing that might be counted in. */
  ofCategory(count: number): Thing[] {
    const members = (category: string) => this.world.nouns.filter((noun) => noun.category === category).length;
    const { noun: category, doubtful } = this.random.pick(
      this.world.categories.filter(({ noun }) => members(noun) >= count + 1),
    );
    const things = Array.from({ length: count }, () => this.one(this.noun((noun) => noun.category === category)));
    for (const { noun, category: other } of this.world.nouns)
      if (other === category || doubtful.includes(other)) this.#taken.add(noun);
    return things;
  }

  /** A noun that is still free, which takes itself and what is like it. */
  private noun(fits: (noun: World['nouns'][number]) => boolean): string {
    const free = this.world.nouns.filter(({ noun }) => !this.#taken.has(noun));
    const fitting = free.filter(fits);
    const { noun, alike } = this.random.pick(fitting.length > 0 ? fitting : free);
    for (const name of [noun, ...alike]) this.#taken.add(name);
    return noun;
  }

  private one(noun: string, wanted: { colour?: string; fill?: Fill | undefined } = {}): Thing {
    const looks = this.looks(noun).filter(
      ({ colour, look }) =>
        (wanted.colour === undefined || colour === wanted.colour) &&
        (wanted.fill === undefined || look.kind === 'glyph' || look.fill === wanted.fill),
    );
    return { noun, category: nounOf(this.world, noun).category, size: undefined, ...this.random.pick(looks) };
  }

  /** Every look that the noun has in this world. Plain fills come more often than patterns. */
  private looks(noun: string): Pick<Thing, 'colour' | 'look'>[] {
    const glyphs = this.world.glyphs.filter((glyph) => glyph.noun === noun);
    if (glyphs.length > 0)
      return glyphs.map((glyph) => ({ colour: glyph.colour ?? undefined, look: { kind: 'glyph', glyph } }));
    const shape = this.world.shapes.find((other) => other.noun === noun)!;
    const fills: Fill[] = ['filled', 'filled', ...FILLS];
    return paintsOf(this.world).flatMap((colour) =>
      fills.map((fill) => ({ colour, look: { kind: 'shape' as const, shape, fill } })),
    );
  }
}
