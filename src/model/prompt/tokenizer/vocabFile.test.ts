import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyWords, tokenizerOf } from '../../../../tests/support/smallTokenizer';
import { bertTokenizer } from '../../../../tests/support/tokenizers';
import { TextTokenizer } from './tokenizer';
import { checkVocabularyFits } from './vocabularyFit';
import { readVocabFile } from './vocabFile';

const LINES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'cat', 'cats', '##s', 'dog', '.'];

describe('readVocabFile', () => {
  it('makes a tokenizer with the lines as its ids', () => {
    for (const text of [LINES.join('\n'), `${LINES.join('\r\n')}\r\n`]) {
      const { json, config } = readVocabFile(text);
      expect([...new TextTokenizer(json, config).encode('A Cat. dogs').ids]).toEqual([2, 5, 6, 10, 9, 8, 3]);
    }
  });

  it.runIf(bertTokenizer)('reads a prompt as the tokenizer.json of the same model does', () => {
    const { json, config } = readVocabFile(readFileSync('../shared/data/bert-base-uncased/vocab.txt', 'utf8'));
    const [ours, theirs] = [
      new TextTokenizer(json, config),
      new TextTokenizer(bertTokenizer!.json, bertTokenizer!.config),
    ];
    for (const prompt of ['Two café chairs. an unbelievably-striped [MASK] 東京', 'person . bicycle . hair drier']) {
      expect(ours.encode(prompt)).toEqual(theirs.encode(prompt));
    }
  });

  it.each([
    ['a text', 'Dear reader,\nthis is a letter.', /has no line "\[PAD\]"/],
    ['a cased vocabulary', [...LINES, 'Paris'].join('\n'), /cased/],
    ['a token twice', [...LINES, 'cat'].join('\n'), /twice/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readVocabFile(text)).toThrow(
      expect.objectContaining({ code: 'tokenizer', message: expect.stringMatching(message) as string }),
    );
  });
});

describe('checkVocabularyFits', () => {
  const { json } = tokenizerOf(tinyWords);

  it('takes as many tokens as the model has embeddings for, or a few less', () => {
    expect(() => checkVocabularyFits(json, 200)).not.toThrow();
    expect(() => checkVocabularyFits(json, 256)).not.toThrow();
  });

  it.each([199, 30522])('refuses a model that knows %d tokens', (size) => {
    expect(() => checkVocabularyFits(json, size)).toThrow(`they have 200 tokens, but the model knows ${size}`);
  });
});
