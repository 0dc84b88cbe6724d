import { extreme, find, related, RELATIONS, sizeOf, SUPERLATIVES, type Description, type Relation } from './meaning';
import type { Placed, Size } from './place';
import type { Random } from './random';
import { fillOf, paintsOf } from './things';
import { FILLS, nounOf, type World } from './world';

export const TAGS = [
  'object',
  'shape',
  'attr-object',
  'attr-shape',
  'category',
  'count',
  'superlative',
  'relation',
  'absent',
] as const;
export type Tag = (typeof TAGS)[number];

/** A phrase before it stands in a caption. */
export interface Said {
  /** From its first number, superlative or adjective to its noun: what the model is asked for. */
  readonly text: string;
  /** "a", "an", "the", or empty; stands outside of the phrase. */
  readonly article: string;
  readonly singular: boolean;
  readonly tag: Tag;
  /** What it covers: the things that are to be found. */
  readonly things: readonly Placed[];
  /** Words that relate it to a phrase that follows. */
  readonly then?: { readonly words: string; readonly said: Said };
}

const NUMBERS = ['', 'one', 'two', 'three', 'four', 'five', 'six'];
const WORDS: Record<Relation, readonly string[]> = {
  left: ['to the left of', 'left of'],
  right: ['to the right of', 'right of'],
  above: ['above'],
  below: ['below'],
  near: ['next to'],
};

/** Says true things about one scene; undefined where it cannot be said so that every reader agrees. */
export class Speaker {
  constructor(
    private readonly world: World,
    private readonly things: readonly Placed[],
    private readonly scene: Size,
    private readonly random: Random,
  ) {}

  /** A thing by its name and perhaps more, with all that share the description: "a red car", "three ducks". */
  present(thing: Placed, richness = 0.6): Said | undefined {
    const { noun, colour } = thing;
    const fill = fillOf(thing);
    const description: Description = {
      noun,
      colour: this.random.chance(richness) ? colour : undefined,
      // That a shape is filled goes without saying, unless another is not.
      fill: fill !== 'filled' && this.random.chance(richness) ? fill : undefined,
      size: this.random.chance(0.8) ? sizeOf(thing) : undefined,
    };
    return this.say(description);
  }

  /** What several things are: "two animals". */
  categories(): Said[] {
    const shared = this.world.categories.filter(
      ({ noun }) => this.things.filter(({ category }) => category === noun).length > 1,
    );
    return shared.flatMap(({ noun }) => this.say({ category: noun }) ?? []);
  }

  private say(description: Description): Said | undefined {
    const found = find(this.world, description, this.things);
    if (!found || found.length === 0) return undefined;
    const one = found.length === 1;
    const counted = !one && this.random.chance(0.75);
    const text = this.words(description, !one);
    if (text === undefined) return undefined;
    const tag = counted ? 'count' : tagOf(description, this.world);
    const alone = this.things.filter(({ noun }) => noun === description.noun).length === 1;
    const article = one ? (alone || description.category !== undefined ? an(text) : 'the') : '';
    return { text: counted ? `${NUMBERS[found.length]} ${text}` : text, article, singular: one, tag, things: found };
  }

  /** The description in words; undefined where its noun has no plural. */
  private words({ noun, category, colour, fill, size }: Description, plural: boolean): string | undefined {
    const named =
      noun === undefined ? this.world.categories.find((other) => other.noun === category)! : nounOf(this.world, noun);
    const name = plural ? named.plural : named.noun;
    return name === null ? undefined : [size, fill, colour, name].filter(Boolean).join(' ');
  }

  /** "the cat to the left of the castle", mostly where another cat is not; both are phrases. */
  relation(): Said | undefined {
    const pairs = this.random.shuffled(
      this.things.flatMap((head) =>
        this.things.filter(({ noun }) => noun !== head.noun).map((other) => [head, other] as const),
      ),
    );
    const twins = (thing: Placed) => this.things.filter(({ noun }) => noun === thing.noun).length;
    // Where only the place tells twins apart there is most to be seen.
    const ranked = pairs.sort((a, b) => twins(b[0]) - twins(a[0]));
    for (const [head, other] of ranked) {
      const reference = this.say({ noun: other.noun });
      if (reference?.things.length !== 1) continue;
      for (const relation of this.random.shuffled(RELATIONS)) {
        const same = this.things.filter(({ noun }) => noun === head.noun);
        const verdicts = same.map(({ box }) => related(relation, box, other.box, this.scene));
        if (verdicts.includes(undefined)) continue;
        const found = same.filter((_, at) => verdicts[at]);
        if (found.length !== 1) continue;
        const words = this.random.pick(WORDS[relation]);
        return {
          text: head.noun,
          article: 'the',
          singular: true,
          tag: 'relation',
          things: found,
          then: { words, said: { ...reference, article: 'the' } },
        };
      }
    }
    return undefined;
  }

  /** "the largest star", of several. */
  superlative(): Said | undefined {
    const several = this.things.filter((thing) =>
      this.things.some((other) => other !== thing && other.noun === thing.noun),
    );
    if (several.length === 0) return undefined;
    const { noun } = this.random.pick(several);
    const same = several.filter((thing) => thing.noun === noun);
    for (const kind of this.random.shuffled(SUPERLATIVES)) {
      const found = extreme(kind, same, this.scene);
      if (found)
        return { text: `${kind} ${noun}`, article: 'the', singular: true, tag: 'superlative', things: [found] };
    }
    return undefined;
  }

  /** What is not there: mostly something that is, but for one word. */
  absent(): Said | undefined {
    const description = this.random.chance(0.55) ? this.changed() : { noun: this.random.pick(this.world.nouns).noun };
    const found = description && find(this.world, description, this.things);
    const text = found?.length === 0 ? this.words(description!, false) : undefined;
    // What has no plural mostly takes no article either.
    if (text === undefined || nounOf(this.world, description!.noun!).plural === null) return undefined;
    return { text, article: an(text), singular: true, tag: 'absent', things: [] };
  }

  private changed(): (Description & { noun: string }) | undefined {
    const coloured = this.things.filter(({ colour }) => colour !== undefined);
    if (coloured.length === 0) return undefined;
    const thing = this.random.pick(coloured);
    if (thing.look.kind === 'shape' && this.random.chance(0.3))
      return { noun: thing.noun, colour: thing.colour, fill: this.random.pick(FILLS.slice(1)) };
    const colours =
      thing.look.kind === 'shape'
        ? paintsOf(this.world)
        : this.world.glyphs.filter(({ noun }) => noun === thing.noun).flatMap(({ colour }) => colour ?? []);
    return { noun: thing.noun, colour: this.random.pick(colours) };
  }
}

function tagOf({ noun, category, colour, fill, size }: Description, world: World): Tag {
  if (category !== undefined) return 'category';
  const kind = nounOf(world, noun!).category === 'shape' ? 'shape' : 'object';
  return (colour ?? fill ?? size) ? `attr-${kind}` : kind;
}

/** The indefinite article that the text takes. */
export const an = (text: string) => (/^([aeiou]|hour)/.test(text) && !/^(u[ns]i)/.test(text) ? 'an' : 'a');
