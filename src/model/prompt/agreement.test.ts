import { expect, it } from 'vitest';
import captions from '../../../tests/fixtures/prompts/officialGrammar.json';
import { parsePrompt } from './parsePrompt';

it('agrees with the grammar of the official chunker as docs/prompts.md says, so that a change of the rules is seen', async () => {
  let [both, ours, theirs] = [0, 0, 0];
  for (const { caption, phrases } of captions) {
    const read = (await parsePrompt(caption)).phrases.map(({ start, end }) => `${start}-${end}`);
    both += phrases.filter((span) => read.includes(span.join('-'))).length;
    ours += read.length;
    theirs += phrases.length;
  }
  expect({ both, ours, theirs }).toEqual({ both: 218, ours: 259, theirs: 268 });
});
