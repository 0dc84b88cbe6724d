import { describe, expect, it } from 'vitest';
import { tokenizerOf } from '../../../tests/support/smallTokenizer';
import { bertTokenizer, microTokenizer } from '../../../tests/support/tokenizers';
import type { ParsedPrompt, Span } from '../types';
import { parsePrompt } from './parsePrompt';
import { encodePrompt, type EncodedPrompt } from './prompt';
import { TextTokenizer } from './tokenizer/tokenizer';

const files = tokenizerOf([
  'cat',
  'dog',
  'car',
  'toon',
  '##toon',
  'red',
  'traffic',
  'light',
  'a',
  'and',
  'the',
  'left',
  'of',
  '##s',
]);
const tokenizer = new TextTokenizer(files.json, files.config);

const tokensOf = (encoded: EncodedPrompt) =>
  encoded.runs.map((run) => run.positiveMap.map(({ phrase, tokens }) => [phrase, ...tokens]));
/** Per phrase the text, as typed, that its tokens cover. */
const textOf = (encoded: EncodedPrompt, prompt: string) =>
  encoded.runs.flatMap((run) =>
    run.positiveMap.map(({ tokens }) =>
      prompt.slice(run.tokenSpans[tokens[0]!]!.start, run.tokenSpans[tokens.at(-1)!]!.end),
    ),
  );
const selected = (prompt: string, spans: readonly Span[]): ParsedPrompt => ({
  kind: 'caption',
  phrases: spans.map((span) => ({ ...span, text: prompt.slice(span.start, span.end), origin: 'selection' })),
});

describe('captions', () => {
  it('are read as typed, each phrase with all of its tokens', async () => {
    const prompt = 'A red car and the traffic lights.';
    const encoded = encodePrompt(tokenizer, prompt, await parsePrompt(prompt), 256);
    expect(encoded.runs[0]!.ids).toEqual(tokenizer.encode(prompt).ids);
    // [CLS] a red car and the traffic light ##s . [SEP]
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 2, 3],
        [1, 6, 7, 8],
      ],
    ]);
    expect(encoded).toMatchObject({ tokens: 11, notices: [] });
    expect(encoded.runs[0]!.tokenSpans.map(({ start, end }) => prompt.slice(start, end))).toEqual([
      '',
      'A',
      'red',
      'car',
      'and',
      'the',
      'traffic',
      'light',
      's',
      '.',
      '',
    ]);
  });

  it('keep a repeated word and a word within a word apart', async () => {
    const prompt = 'a car and a cartoon and a car';
    const encoded = encodePrompt(tokenizer, prompt, await parsePrompt(prompt), 256);
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 2],
        [1, 5, 6],
        [2, 9],
      ],
    ]);
    expect(textOf(encoded, prompt)).toEqual(['car', 'cartoon', 'car']);
  });

  it('look inwards where the tokeniser drops the first or last character of a phrase', () => {
    const prompt = '\u200b\u200bcat\u200b dog';
    const encoded = encodePrompt(
      tokenizer,
      prompt,
      selected(prompt, [
        { start: 0, end: 6 },
        { start: 7, end: 10 },
      ]),
      256,
    );
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
    ]);
  });

  it('give no tokens to a phrase of nothing but dropped characters, and never its neighbour’s', () => {
    const prompt = '\u200b cat';
    const encoded = encodePrompt(
      tokenizer,
      prompt,
      selected(prompt, [
        { start: 0, end: 1 },
        { start: 2, end: 5 },
      ]),
      256,
    );
    expect(tokensOf(encoded)).toEqual([[[1, 1]]]);
  });

  it('take the whole token where a selection begins or ends within', () => {
    const prompt = 'red cat';
    expect(tokensOf(encodePrompt(tokenizer, prompt, selected(prompt, [{ start: 1, end: 5 }]), 256))).toEqual([
      [[0, 1, 2]],
    ]);
  });

  it('are cut at a word, with a notice, and phrases beyond the cut get no tokens', async () => {
    const prompt = 'a red cat and a dog and the traffic lights and a car';
    const parsed = await parsePrompt(prompt);
    // 12 places: [CLS] a red cat and a dog and the traffic + [SEP]; "lights" is two tokens, of which one would fit.
    const encoded = encodePrompt(tokenizer, prompt, parsed, 12);
    expect(encoded.notices).toEqual([{ kind: 'caption-cut', at: prompt.indexOf(' lights'), maxTokens: 12 }]);
    expect(encoded.runs[0]!.ids).toHaveLength(11);
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 2, 3],
        [1, 6],
        [2, 9],
      ],
    ]);
    expect(parsed.phrases).toHaveLength(4);
  });

  it.each([6, 7, 20, 64, 256])('never exceed %i tokens, and lose no more than a word', (maxTokens) => {
    const words = new TextTokenizer(microTokenizer.json, microTokenizer.config);
    const prompt = 'two striped cats left of the extraordinarily big dog; '.repeat(40);
    const { runs, notices } = encodePrompt(words, prompt, { kind: 'caption', phrases: [] }, maxTokens);
    const [notice] = notices;
    expect(runs[0]!.ids.length).toBeLessThanOrEqual(maxTokens);
    expect(notice?.kind).toBe('caption-cut');
    const at = notice!.kind === 'caption-cut' ? notice!.at : NaN;
    expect(prompt.slice(at)).toMatch(/^\s/);
    const oneWordMore = prompt.slice(0, at) + /^\s+\S+/.exec(prompt.slice(at))![0];
    expect(words.encode(oneWordMore).ids.length).toBeGreaterThan(maxTokens);
  });

  it('without white space are cut between tokens', () => {
    const prompt = 'cat,dog,'.repeat(10);
    const { runs, notices } = encodePrompt(tokenizer, prompt, { kind: 'caption', phrases: [] }, 8);
    expect(runs[0]!.ids).toHaveLength(8);
    expect(notices).toEqual([{ kind: 'caption-cut', at: 12, maxTokens: 8 }]);
  });
});

describe('lists', () => {
  it('are read as their phrases joined by ". "', async () => {
    const prompt = 'cats,  traffic light;\n the red dog.';
    const encoded = encodePrompt(tokenizer, prompt, await parsePrompt(prompt), 256);
    expect(encoded.runs[0]!.ids).toEqual(tokenizer.encode('cats. traffic light. red dog').ids);
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 1, 2],
        [1, 4, 5],
        [2, 7, 8],
      ],
    ]);
    expect(textOf(encoded, prompt)).toEqual(['cats', 'traffic light', 'red dog']);
  });

  it('know of every token where it was typed', async () => {
    const prompt = 'cat ; red dog';
    const [run] = encodePrompt(tokenizer, prompt, await parsePrompt(prompt), 256).runs;
    expect(run!.tokenSpans.map(({ start, end }) => prompt.slice(start, end))).toEqual([
      '',
      'cat',
      '',
      'red',
      'dog',
      '',
    ]);
    run!.tokenSpans.slice(1).forEach((span, i) => expect(span.start).toBeGreaterThanOrEqual(run!.tokenSpans[i]!.end));
  });

  it('are split into as few runs as will do, the fullest as small as can be, no phrase in two of them', async () => {
    const prompt = Array.from({ length: 10 }, () => 'traffic light').join('. ');
    const parsed = await parsePrompt(prompt);
    const encoded = encodePrompt(tokenizer, prompt, parsed, 16);
    // Four fit into 16 tokens (2 + 4 * 2 + 3 = 13; five take 16 as well).
    expect(encoded.runs.map((run) => run.ids.length)).toEqual([16, 16]);
    expect(encodePrompt(tokenizer, prompt, parsed, 15).runs.map((run) => run.positiveMap.length)).toEqual([4, 4, 2]);
    expect(encoded.notices).toEqual([{ kind: 'list-split', runs: 2, maxTokens: 16 }]);
    expect(encoded.tokens).toBe(32);
    expect(encoded.runs.flatMap((run) => run.positiveMap.map(({ phrase }) => phrase))).toEqual([...Array(10).keys()]);
    expect(encoded.runs[1]!.positiveMap[0]).toEqual({ phrase: 5, tokens: [1, 2] });
    expect(textOf(encoded, prompt)).toEqual(Array(10).fill('traffic light'));
  });

  it('of more than 80 phrases keep every one of them', async () => {
    const prompt = Array.from({ length: 200 }, (_, i) => ['cat', 'red dog', 'traffic lights'][i % 3]).join(', ');
    const parsed = await parsePrompt(prompt);
    const encoded = encodePrompt(tokenizer, prompt, parsed, 256);
    expect(parsed.phrases).toHaveLength(200);
    expect(encoded.runs.length).toBeGreaterThan(1);
    expect(Math.max(...encoded.runs.map((run) => run.ids.length))).toBeLessThanOrEqual(256);
    expect(textOf(encoded, prompt)).toEqual(parsed.phrases.map((phrase) => phrase.text));
  });

  it('cut a single phrase that is too long, with a notice', () => {
    const prompt = 'dog. cat cat cat cat cat cat cat';
    const phrases = [
      { start: 0, end: 3, text: 'dog', origin: 'list' as const },
      { start: 5, end: prompt.length, text: prompt.slice(5), origin: 'list' as const },
    ];
    const encoded = encodePrompt(tokenizer, prompt, { kind: 'list', phrases }, 6);
    expect(encoded.notices).toEqual([
      { kind: 'list-split', runs: 2, maxTokens: 6 },
      { kind: 'caption-cut', at: 20, maxTokens: 6 },
    ]);
    expect(tokensOf(encoded)).toEqual([[[0, 1]], [[1, 1, 2, 3, 4]]]);
  });
});

describe.runIf(bertTokenizer)('with the official vocabulary', () => {
  it('give the positions of the official positive map', async () => {
    const { json, config } = bertTokenizer!;
    const prompt = 'Two syringes and a small vial of vaccine.';
    const encoded = encodePrompt(new TextTokenizer(json, config), prompt, await parsePrompt(prompt), 256);
    // [CLS] two sy ##ring ##es and a small vial of vaccine . [SEP]
    expect([...encoded.runs[0]!.ids]).toEqual([
      101, 2048, 25353, 4892, 2229, 1998, 1037, 2235, 28475, 1997, 17404, 1012, 102,
    ]);
    expect(tokensOf(encoded)).toEqual([
      [
        [0, 1, 2, 3, 4],
        [1, 7, 8],
        [2, 10],
      ],
    ]);
  });
});
