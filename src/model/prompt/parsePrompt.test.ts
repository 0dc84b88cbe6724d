import { describe, expect, it } from 'vitest';
import samples from '../../../public/samples/samples.json';
import type { Span } from '../types';
import worldPhrases from '../../../public/weights/glip-micro/phrases.json';
import photoPhrases from '../../../public/weights/glip-micro-photos/phrases.json';
import { GENERAL_NAMES, KnownNames } from './chunker/compounds';
import { parsePrompt } from './parsePrompt';

const WORLD_NAMES = new KnownNames(worldPhrases, GENERAL_NAMES);

/** "a [red car]" is the prompt "a red car" with one phrase. */
function marked(text: string): { prompt: string; spans: Span[] } {
  const spans: Span[] = [];
  let prompt = '';
  for (const [index, part] of text.split(/[[\]]/).entries()) {
    if (index % 2 === 1) spans.push({ start: prompt.length, end: prompt.length + part.length });
    prompt += part;
  }
  return { prompt, spans };
}

const spansOf = (phrases: readonly Span[]) => phrases.map(({ start, end }) => ({ start, end }));

async function expectPhrases(text: string, kind: 'list' | 'caption', names = GENERAL_NAMES): Promise<void> {
  const { prompt, spans } = marked(text);
  const parsed = await parsePrompt(prompt, [], names);
  expect(parsed.phrases.map((phrase) => phrase.text)).toEqual(spans.map((span) => prompt.slice(span.start, span.end)));
  expect(spansOf(parsed.phrases)).toEqual(spans);
  expect(parsed.kind).toBe(kind);
}

describe('captions of photographs', () => {
  it.each([
    '[Two syringes] and a [small vial] of [vaccine].',
    'A [man] in a [blue shirt] is standing on a [ladder] cleaning a [window].',
    '[Two young guys] with [shaggy hair] look at their [hands] while hanging out in the [yard].',
    'A [black dog] and a [white dog] with [brown spots] are staring at each other in the [street].',
    'A [child] in a [pink dress] is climbing up a set of [stairs] in an [entry way].',
    'Several [men] in [hard hats] are operating a [giant pulley system].',
    'A [little girl] climbing into a [wooden playhouse].',
    '[Two men], one in a [gray shirt], one in a [black shirt], standing near a [stove].',
    'A [girl] is on [rollerskates] talking on her [cellphone] standing in a [parking lot].',
    'An [asian man] wearing a [black suit] stands near a [dark-haired woman] and a [brown-haired woman].',
    'A [dog] runs across the [grass] with a [frisbee] in its [mouth].',
    'A [lady] in a [black top] with [glasses] is sprinkling [powdered sugar] on a [bundt cake].',
    'A [woman] in a [blue dress] holding an [umbrella] walks past',
    'A group of [people] sitting around a [wooden table] with [laptops].',
    'A [black Honda motorcycle] parked in front of a [garage].',
    'A [commercial stainless kitchen] with a [pot] of [food] cooking.',
    'A [kitchen] with a [stove], [microwave] and [refrigerator].',
    'A [city bus] driving down a [street] next to a [tall building].',
    'A [zebra] grazing on [lush green grass] in a [field].',
    'A [clock] mounted on the side of a [brick building]',
    'A [bear] is standing in the [water] catching [fish].',
    'A bunch of [bananas] and [two oranges] in a [bowl]',
    'a [giraffe] eating [leaves] from a [tall tree]',
    'a [young boy] hitting a [baseball] with a [baseball bat]',
    'a herd of [elephants] walking across a [dry grass field]',
    'a pair of [scissors] and a [ruler] on a [desk]',
    'a [laptop computer] sitting on top of a [wooden desk]',
    'a [vase] filled with [flowers] on a [dining table]',
    'a close-up of a [hot dog] with [mustard]',
    'A photo of a [cat] sleeping on a [couch].',
    'a [person] riding a [skateboard] down a set of [steps]',
    'a [brightly colored kite] flying in the [sky]',
    'a [tree] with [bare branches] in the background',
    'A [man] rides a [horse]. A [dog] runs.',
    'A [MAN] RIDING A [HORSE]',
    'a [remote] on the [table] next to a [remote control]',
    'a [red stop sign] and a [traffic light]',
    'an [old rusty pick-up truck] with [flat tires]',
    'a [5-year-old boy] holding [3 balloons]',
    '[people] with [heads] down',
    '[parked cars] on a [street]',
    '[man] riding [horse]',
    '[man] cooking [pancakes]',
    '[boy] kicks [ball]',
    'a [running man] with [running shoes]',
    '[people] riding [skis] on top of a [snow covered slope].',
    'a [kitchen counter] with a [coffee maker], [toaster] and [cutting board]',
    'An [elderly couple] feeding [pigeons] in the [square]',
    '[white van] on left behind the [bus]',
    'A [picture] on the [wall], and a [painting] in a [frame]',
  ])('%s', (text) => expectPhrases(text, 'caption'));
});

describe('captions of glip-micro’s world', () => {
  it.each([
    'A [red car], a [dog] and a [tree].',
    'a [small red circle]',
    '[long wooden table]',
    'the [largest star]',
    'the [leftmost cat]',
    '[small striped blue star]',
    'the [orange cat] and an [orange]',
    'the [circle] left of the [dog]',
    'the [circle] to the left of the [dog]',
    'the [cat] on the left side of the [sofa]',
    'the [bunny] to the right of the [office building]',
    'a [cup] on top of the [table]',
    'the [striped purple heart] above the [dotted orange square]',
    'a [red and blue ball] next to a [dotted orange square]',
    'a [tiny outlined cyan hexagon] below a [large filled diamond]',
    'the [fork and knife] beside an [ice cream]',
    'a [plate], [fork] and [knife]',
    'the [bottom left triangle] and the [yellow star] in the top right corner',
    'There are [two red circles] and a [green triangle] in the picture.',
    'the [second car] from the right',
    'a [bat], a [saw] and a [fan]',
    '[dogs] and [cats]',
    'a [cat] and another [cat]',
  ])('%s', (text) => expectPhrases(text, 'caption', WORLD_NAMES));

  it.each(samples)('sample "$name"', async ({ prompt, phrases }) => {
    expect(spansOf((await parsePrompt(prompt, [], WORLD_NAMES)).phrases)).toEqual(spansOf(phrases));
  });

  it('needs the names that come with its weights, which both of its models have', async () => {
    const texts = async (names?: KnownNames) =>
      (await parsePrompt('a ping pong paddle and an open book', [], names)).phrases.map(({ text }) => text);
    expect(await texts(WORLD_NAMES)).toEqual(['ping pong paddle', 'open book']);
    expect(worldPhrases).toEqual(photoPhrases);
    for (const name of worldPhrases) expect(GENERAL_NAMES.lengthAt(name.split(' '), 0), name).toBe(0);
  });
});

describe('questions and requests', () => {
  it.each([
    'where is the [cat]?',
    'Where are the [two smallest stars]?',
    'find all the [apples]',
    'find [red cars]',
    'show me the [red car]',
    'can you find the [blue square]?',
    'please find the [magnifying glass]',
    'look for a [key]',
    'point to the [smallest triangle]',
    'how many [apples] are there?',
    'what color is the [car]?',
    'is there a [bat] in the picture?',
    'this image shows a [red circle]',
    'it is there',
    'the one on the left',
    'both of them',
  ])('%s', (text) => expectPhrases(text, 'caption'));
});

describe('lists', () => {
  it.each([
    '[cat]. [dog]. [traffic light]',
    '[cat] . [dog] . [traffic light] .',
    '[cat], [dog], [remote], [stop sign]',
    '[cat]; [dog]; [heads];',
    '[cat]\n[dog]\r\n\n[red bird]\n',
    '- [cat]\n- [two dogs]\n- [traffic light]',
    '• [cat]\n• [dog]',
    '1. [cat]\n2. [dog]',
    '[cat] / [dog] | [bird]',
    '[red circle] - [hot dog] - [two small stars]',
    '[cat].[dog].[bird]',
    '[cat],[dog],[bird]',
    '[cat], [dog], and [bird]',
    'a [cat], the [red dog], some [birds]',
    '"[cat]", "[dog]"',
    'Objects: [cat], [dog]',
    '[stop], [light], [fly], [watch]',
    '[hair drier]. [sports ball]. [potted plant]. [cell phone].',
    '[person with hat]. [red car]. [dog]',
    '[bird]. [person on the left]. [dog]',
    '[glass of water], [plate], [fork]',
    '[red], [blue], [green]',
    '[cat]. [cat]. [cat]',
    '[cat]',
    '[remote]',
    '[traffic light]',
    'the [dog].',
    '[T-shirt], [x-ray], [well-known actor]',
    '[猫]，[狗]、[鳥]。',
    '[🐶], [🐱]',
    '[2 dogs], [3.5 inch disk]',
  ])('%j', (text) => expectPhrases(text, 'list'));
});

describe('odd inputs', () => {
  it.each([
    ["a [man's hat] and the [dog’s tail]", 'caption'],
    ["the [dogs' toys]", 'caption'],
    ['the [letter B] and [bus number 7]', 'caption'],
    ['the [letter W], the [green 3] and a [7]', 'caption'],
    ['the [3 cats] and [2 red cars]', 'caption'],
    ['a [tall, thin man] with [very long hair]', 'caption'],
    ['a [small, red car]', 'caption'],
    ['[red, white and blue flag]', 'caption'],
    ['[black and white cats] and [dogs]', 'caption'],
    ['a [light blue shirt] and [dark green trousers]', 'caption'],
    ['a [U.S. flag] next to [Dr. Smith]', 'caption'],
    ['a [man] (wearing a [hat]) and a "[red dog]"', 'caption'],
    ['[cat], [dog] & [bird]', 'caption'],
    ['[dog] vs [cat]', 'caption'],
    ['a 🐶 next to a [cat] 👨‍👩‍👧', 'caption'],
    ['[красная машина]', 'caption'],
    ["it's a [dog]!!!", 'caption'],
    ['  \t a [dog]  and\ta  [red \u00a0 cat] ', 'caption'],
    ['', 'caption'],
    [' \n ', 'caption'],
    [' , ; . ', 'caption'],
    ['the', 'caption'],
  ] as const)('%j', (text, kind) => expectPhrases(text, kind));

  it('of every kind keep the promises of a span', async () => {
    const parts = [
      'red',
      'cat',
      'a',
      'the',
      'İ',
      'é',
      'e\u0301',
      '🙂',
      '👨‍👩‍👧',
      '猫',
      '\ud800',
      '\udc00',
      '\u200b',
      '\ufeff',
      '\0',
      "'s",
      "'",
      '"',
      '-',
      '--',
      '.',
      '...',
      ',',
      ';',
      '\n',
      '\t',
      '  ',
      '(',
      ']',
      '/',
      '|',
      '3',
      '3.5',
      '$5',
      '50%',
      '#1',
      'of',
      'and',
      'is',
      'http://a.b/c?d=e',
      'a@b.co',
      'U.S.',
      '<b>',
      '\\',
      '*',
      'x'.repeat(300),
      'שלום',
      'مرحبا',
      'हिन्दी',
      'constructor',
      '__proto__',
    ];
    let seed = 7;
    const below = (n: number) => Math.floor(((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * n);
    for (let i = 0; i < 1500; i++) {
      const prompt = Array.from({ length: 1 + below(9) }, () => parts[below(parts.length)]).join(below(3) ? ' ' : '');
      const { phrases } = await parsePrompt(prompt);
      let end = 0;
      for (const phrase of phrases) {
        const shown = JSON.stringify(prompt);
        expect(phrase.text, shown).toBe(prompt.slice(phrase.start, phrase.end));
        expect(phrase.start, shown).toBeGreaterThanOrEqual(end);
        expect(phrase.text, shown).toMatch(/^[^\s\p{P}](.*[^\s\p{P}])?$/su);
        end = phrase.end;
      }
    }
  });

  it('of great length take time in proportion', async () => {
    const start = performance.now();
    const { phrases } = await parsePrompt('a red car next to a big dog, '.repeat(3000));
    expect(phrases).toHaveLength(6000);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('are parsed within a keystroke', async () => {
    const prompt =
      'A woman in a blue dress holding an umbrella walks past two parked cars and a stop sign next to the old brick building.';
    await parsePrompt(prompt);
    const times: number[] = [];
    for (let i = 0; i < 21; i++) {
      const start = performance.now();
      await parsePrompt(prompt);
      times.push(performance.now() - start);
    }
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(5);
  });
});

describe('the visitor’s own spans', () => {
  const texts = async (prompt: string, spans: readonly Span[]) =>
    (await parsePrompt(prompt, spans)).phrases.map(({ text, origin }) => [text, origin]);

  it('win over noun phrases that they overlap', async () => {
    expect(await texts('a red car and a blue bus', [{ start: 6, end: 9 }])).toEqual([
      ['car', 'selection'],
      ['blue bus', 'noun-phrase'],
    ]);
  });

  it('win in a list too, and leave it a list', async () => {
    const prompt = 'red car. dog. cat';
    expect(await texts(prompt, [{ start: 0, end: 3 }])).toEqual([
      ['red', 'selection'],
      ['dog', 'list'],
      ['cat', 'list'],
    ]);
    expect((await parsePrompt(prompt, [{ start: 0, end: 3 }])).kind).toBe('list');
  });

  it('may name what is no noun phrase', async () => {
    expect(await texts('it is red', [{ start: 6, end: 9 }])).toEqual([['red', 'selection']]);
  });

  it('are cut to the prompt and to their words; empty, overlapping and senseless ones are dropped', async () => {
    const spans = [
      { start: 1, end: 6 },
      { start: 4, end: 9 },
      { start: 5, end: 5 },
      { start: 1, end: 2 },
      { start: 9, end: 6 },
      { start: NaN, end: NaN },
      { start: 10, end: 99 },
      { start: -5, end: 1 },
    ];
    expect(await texts('a red car  bus', spans)).toEqual([
      ['a', 'selection'],
      ['red', 'selection'],
      ['bus', 'selection'],
    ]);
  });

  it('are in order with the automatic ones', async () => {
    const { phrases } = await parsePrompt('a dog and a cat and a bird', [
      { start: 22, end: 26 },
      { start: 2, end: 5 },
    ]);
    expect(phrases.map(({ text, origin }) => [text, origin])).toEqual([
      ['dog', 'selection'],
      ['cat', 'noun-phrase'],
      ['bird', 'selection'],
    ]);
  });
});
