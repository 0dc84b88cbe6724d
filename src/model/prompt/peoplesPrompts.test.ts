import { describe, expect, it } from 'vitest';
import cases from '../../../tests/fixtures/prompts/cases.json';
import { tokenizerOf } from '../../../tests/support/smallTokenizer';
import { parsePrompt } from './parsePrompt';
import { encodePrompt } from './prompt';
import { TextTokenizer } from './tokenizer/tokenizer';

const textsOf = async (prompt: string) => (await parsePrompt(prompt)).phrases.map(({ text }) => text);

describe('prompts as people write and paste them', () => {
  it.each(cases)('$id: $prompt', async ({ prompt, phrases }) => {
    const read = (await parsePrompt(prompt)).phrases;
    expect(read.map(({ text }) => text)).toEqual(phrases.map(([start, end]) => prompt.slice(start, end)));
    expect(read.map(({ start, end }) => [start, end])).toEqual(phrases);
  });

  it.each<[prompt: string, ...phrases: string[]]>([
    ['hard_hat. no_hard_hat', 'hard_hat', 'no_hard_hat'],
    ['find the pallet_full and the forklift', 'pallet_full', 'forklift'],
    ['screw(s), nail(s)', 'screw(s)', 'nail(s)'],
    ['path: data\nnc: 2\nnames:\n  0: mug\n  1: jug', 'mug', 'jug'],
    ['3. mug\n4. jug', 'mug', 'jug'],
    ['1. mug 2. jug 3. tea cup 4. plate', 'mug', 'jug', 'tea cup', 'plate'],
    ['bus number 7. tram', 'bus number 7', 'tram'],
    ['a drawing of a tractor. a drawing of a barn', 'tractor', 'barn'],
    ['a bad photo of the kettle', 'kettle'],
    ['a kettle, a picture on the wall', 'kettle', 'picture', 'wall'],
    ['the No. 12 tram and the no. 3 bus', 'No. 12 tram', 'no. 3 bus'],
    ['person without gloves', 'person without gloves'],
    ['person without gloves. person with gloves', 'person without gloves', 'person with gloves'],
    ['no gloves', 'no gloves'],
    ['A man without a shirt stands on a beach.', 'man', 'shirt', 'beach'],
    ['There are no cats on the sofa.', 'cats', 'sofa'],
    ['a red, a green and a blue car', 'red', 'green', 'blue car'],
    ['a mug, salt and pepper', 'mug', 'salt', 'pepper'],
    ['salt and pepper on a table', 'salt and pepper', 'table'],
    ['someone tall next to a car', 'someone tall', 'car'],
    ['A guitarist plays while a dancer hugs her.', 'guitarist', 'dancer'],
    ['MRI scan. CT scan', 'MRI scan', 'CT scan'],
    ['a tin can and an oil can', 'tin can', 'oil can'],
    ['Two geese swim across a lake.', 'Two geese', 'lake'],
    ['Street lights above a row of parked cars', 'Street lights', 'parked cars'],
  ])('%j', async (prompt, ...phrases) => {
    expect(await textsOf(prompt)).toEqual(phrases);
  });
});

describe('classes with names', () => {
  it('are read with their words and descriptions', async () => {
    const prompt = 'helmet = hard hat, safety helmet [worn on the head]\n2. NO_vest = person\nforklift';
    const { kind, phrases, classes } = await parsePrompt(prompt);
    expect(kind).toBe('list');
    expect(phrases.map(({ text }) => text)).toEqual(['hard hat', 'safety helmet', 'person', 'forklift']);
    expect(classes).toEqual([
      { name: 'helmet', phrases: [0, 1], description: 'worn on the head' },
      { name: 'NO_vest', phrases: [2] },
      { name: 'forklift', phrases: [3] },
    ]);
  });

  it.each([
    ['helmet=cap; vest', ['helmet', 'vest'], ['cap', 'vest']],
    ['cup =', ['cup'], ['cup']],
    ['cup = [with a handle]', ['cup'], ['cup']],
  ])('%j', async (prompt, names, phrases) => {
    const parsed = await parsePrompt(prompt);
    expect(parsed.classes?.map(({ name }) => name)).toEqual(names);
    expect(parsed.phrases.map(({ text }) => text)).toEqual(phrases);
  });

  it.each(['http://a.b/c?d=e', 'cat. dog', 'a == b', '= cat'])('are not seen in %j', async (prompt) => {
    expect((await parsePrompt(prompt)).classes).toBeUndefined();
  });

  it('give the model their description, without looking for it', async () => {
    const { json, config } = tokenizerOf(['cap', 'red', 'dog']);
    const prompt = 'hat = cap [red]\ndog';
    const tokenizer = new TextTokenizer(json, config);
    const { runs } = encodePrompt(tokenizer, prompt, await parsePrompt(prompt), 256);
    expect(runs.map(({ ids }) => [...ids])).toEqual([[...tokenizer.encode('cap, red. dog').ids]]);
    // [CLS] cap , red . dog [SEP]
    expect(runs.map(({ positiveMap }) => positiveMap)).toEqual([
      [
        { phrase: 0, tokens: [1] },
        { phrase: 1, tokens: [5] },
      ],
    ]);
  });
});

describe('hints', () => {
  it.each([
    ['no helmet. helmet', [{ kind: 'negation', at: 0 }]],
    ['A man without a hat.', [{ kind: 'negation', at: 6 }]],
    ['non-smoker, smoker', [{ kind: 'negation', at: 0 }]],
    ['cat dog bird', [{ kind: 'one-phrase' }]],
    ['cat. dog. bird', undefined],
    ['small red circle', undefined],
    ['fire extinguisher', undefined],
    ['a knot on a rope', undefined],
  ])('%j', async (prompt, hints) => {
    expect((await parsePrompt(prompt)).hints).toEqual(hints);
  });

  it('come with the result as notices', async () => {
    const { json, config } = tokenizerOf(['no', 'cat']);
    const encoded = encodePrompt(new TextTokenizer(json, config), 'no cat', await parsePrompt('no cat'), 256);
    expect(encoded.notices).toEqual([{ kind: 'negation', at: 0 }]);
  });
});
