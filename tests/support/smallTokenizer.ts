export interface TokenizerFiles {
  readonly json: unknown;
  readonly config: unknown;
}

/** Tokeniser files with a vocabulary of a few words, so that a test can count tokens by hand. */
export function tokenizerOf(words: readonly string[]): TokenizerFiles {
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '.', ',', ...words];
  return {
    json: {
      added_tokens: vocabulary
        .slice(0, 5)
        .map((content, id) => ({ id, content, special: true, lstrip: false, rstrip: false })),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
      },
    },
    config: { do_lower_case: true },
  };
}

/** As many words as the vocabulary of the golden model `tiny` (200) has beside those of every `tokenizerOf`. */
export const tinyWords = ['cat', 'dog', 'red', ...Array.from({ length: 190 }, (_, i) => `word${i}`)];
