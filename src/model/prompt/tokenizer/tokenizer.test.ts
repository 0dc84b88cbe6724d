import { describe, expect, it } from 'vitest';
import { tokenizerOf, type TokenizerFiles } from '../../../../tests/support/smallTokenizer';
import { bertTokenizer, microTokenizer } from '../../../../tests/support/tokenizers';
import { GlipError } from '../../errors';
import { TextTokenizer } from './tokenizer';

const build = ({ json, config }: TokenizerFiles) => new TextTokenizer(json, config);
const bert = bertTokenizer;

/** What each token covers, the special ones left out. */
function pieces(tokenizer: TextTokenizer, text: string): string[] {
  return tokenizer
    .encode(text)
    .offsets.slice(1, -1)
    .map(({ start, end }) => text.slice(start, end));
}

describe('offsets', () => {
  const tokenizer = build(
    tokenizerOf([
      'cafe',
      'red',
      'fish',
      'zebra',
      '##fish',
      '##es',
      'i',
      's',
      'σας',
      '漢',
      '字',
      '!',
      '\u05d0\u05b0',
      '##\u05c1',
    ]),
  );

  it.each([
    ['red fish', ['red', 'fish']],
    ['  RED\t\n Fish ', ['RED', 'Fish']],
    ['Zebrafishes!', ['Zebra', 'fish', 'es', '!']],
    ['Café', ['Café']],
    // The accent on its own is dropped, so the token ends before it, as in the official tokeniser.
    ['Cafe\u0301 red', ['Cafe', 'red']],
    // Decomposition puts the two points into another order: the token holds the first letter and the second point.
    ['\u05d0\u05c1\u05b0 red', ['\u05d0\u05c1\u05b0', '\u05c1', 'red']],
    ['re\u200bd', ['re\u200bd']],
    ['İ red', ['İ', 'red']],
    ['ΣΑΣ', ['ΣΑΣ']],
    ['red漢字fish', ['red', '漢', '字', 'fish']],
    ['[MASK]red', ['[MASK]', 'red']],
    ['👨‍👩‍👧 red', ['👨‍👩‍👧', 'red']],
    ['red \ud83d fish', ['red', 'fish']],
    [`${'x'.repeat(101)} red`, ['x'.repeat(101), 'red']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(pieces(tokenizer, text)).toEqual(expected);
  });

  it('puts [CLS] first and [SEP] last, with empty spans', () => {
    const { ids, offsets } = tokenizer.encode('red');
    expect([...ids]).toEqual([2, 8, 3]);
    expect(offsets).toEqual([
      { start: 0, end: 0 },
      { start: 0, end: 3 },
      { start: 3, end: 3 },
    ]);
  });
});

describe('offsets and ids of the library', () => {
  const tokenizers: [string, TokenizerFiles][] = [['glip-micro', microTokenizer]];
  if (bert) tokenizers.push(['bert-base-uncased', bert]);

  it.each(tokenizers)('agree, and the spans are in order within the text: %s', (_name, files) => {
    const tokenizer = build(files);
    const random = generator(20260101);
    let known = 0;
    for (let i = 0; i < 2000; i++) {
      const text = randomText(random);
      // encode() itself throws where a token is not what its span reads.
      const { ids, offsets } = tokenizer.encode(text);
      expect(offsets).toHaveLength(ids.length);
      let end = 0;
      const faulty = offsets.filter((span, token) => {
        const special = token === 0 || token === ids.length - 1;
        const sound =
          span.end <= text.length && span.end >= end && (special ? span.end === span.start : span.end > span.start);
        end = span.end;
        return !sound;
      });
      expect(faulty, JSON.stringify(text)).toEqual([]);
      known += ids.length - 2;
    }
    expect(known).toBeGreaterThan(4000);
  });

  it.runIf(bert)('knows the ids of the official vocabulary', () => {
    expect([...build(bert!).encode('Cat. traffic light').ids]).toEqual([101, 4937, 1012, 4026, 2422, 102]);
  });
});

describe('faulty files', () => {
  const { json, config } = tokenizerOf(['red']);
  const change = (part: string, value: unknown) => ({ ...(json as object), [part]: value });

  it.each<[string, unknown, unknown, RegExp]>([
    ['no object', 'text', config, /tokenizer.json must be an object/],
    ['no normalizer', change('normalizer', null), config, /normalizer must be an object/],
    ['another tokeniser', change('model', { type: 'BPE', vocab: {} }), config, /model.type must be one of WordPiece/],
    ['no vocabulary', change('model', { type: 'WordPiece' }), config, /model.vocab must be an object/],
    [
      'an id that is no number',
      change('model', { type: 'WordPiece', unk_token: '[UNK]', vocab: { red: 'x' } }),
      config,
      /model.vocab.red must be a whole number/,
    ],
    [
      'no [CLS]',
      { ...change('added_tokens', []), model: { type: 'WordPiece', unk_token: '?', vocab: { '?': 0 } } },
      config,
      /no \[CLS\] token/,
    ],
    ['no unknown token', change('model', { type: 'WordPiece', vocab: {} }), config, /no unknown token/],
    ['no added tokens', change('added_tokens', undefined), config, /added_tokens must be a list/],
    ['a list for a vocabulary', change('model', { type: 'WordPiece', vocab: ['red'] }), config, /model.vocab must be/],
    [
      'an added token that takes white space',
      change('added_tokens', [{ id: 0, content: '[CLS]', rstrip: true }]),
      config,
      /added_tokens\[0\].rstrip must be false/,
    ],
    ['no configuration', json, undefined, /tokenizer_config.json must be an object/],
  ])('%s', (_name, brokenJson, brokenConfig, message) => {
    const make = () => new TextTokenizer(brokenJson, brokenConfig);
    expect(make).toThrow(message);
    expect(make).toThrow(GlipError);
  });

  it('reads a file whose model has no type, as that of bert-base-uncased', () => {
    const model = { ...(json as { model: object }).model, type: undefined };
    expect([
      ...new TextTokenizer(change('model', JSON.parse(JSON.stringify(model))), config).encode('red redred').ids,
    ]).toEqual([2, 7, 1, 3]);
  });
});

/** Numbers in [0, 1) that are the same in every run. */
function generator(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function randomText(random: () => number): string {
  const below = (n: number) => Math.floor(random() * n);
  const pick = (choices: readonly string[]) => choices[below(choices.length)]!;
  const kinds: (() => string)[] = [
    () => pick(['cat', 'Dog', 'TRAFFIC light', 'unbelievable', 'zebrafishes', 'x-ray', "dog's"]),
    () => pick([' ', '  ', '\t', '\n', '\r\n', '\u00a0', '\u3000', '\u2003', '\u0085', '\u2028']),
    () => pick(['.', ',', '!', '—', '…', '"', '’', '$', '~', '¿', '。', '·', '[SEP]', '[MASK', '#']),
    () => pick(['é', 'e\u0301', 'ñ', 'Å', 'ǆ', 'ﬁ', 'ß', 'İ', 'ı', 'ΟΔΟΣ', 'Σ', 'Σ.', 'ὈΔΥΣΣΕΎΣ', 'Ǆ', 'Ω', 'K']),
    () => 'a\u0323\u0307\u05b0\u0301\u0e38\u093c'.slice(0, 1 + below(7)).normalize(pick(['NFC', 'NFD'])),
    () => pick(['漢字', '猫', '한국어', 'ひらがな', 'カタカナ', '豈', '𠀀', '𫝆', '\u3099か']),
    () => pick(['🙂', '👨‍👩‍👧', '👍🏽', '🇩🇪', '❤️', '1️⃣', '🐕‍🦺']),
    () => String.fromCharCode(0xd800 + below(0x800)),
    () => pick(['\0', '\u0007', '\u200b', '\u200d', '\ufeff', '\ufffd', '\u00ad', '\ue000', '\u202e', '\v']),
    () => 'ab'.repeat(30 + below(50)),
    () => String.fromCodePoint(below(0x3000)),
    () => String.fromCodePoint(0x10000 + below(0x20000)),
    () => String.fromCodePoint(0x300 + below(0x70)),
  ];
  return Array.from({ length: 1 + below(12) }, () => kinds[below(kinds.length)]!()).join(random() < 0.5 ? '' : ' ');
}
