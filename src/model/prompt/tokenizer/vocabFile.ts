import { fault } from './tokenizerFile';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** The tokenizer files that a vocab.txt stands for. */
export interface VocabTokenizer {
  readonly json: unknown;
  readonly config: unknown;
}

/**
 * Reads vocab.txt, BERT's original form of its vocabulary: a token a line, its id the number of the line from 0. What else the
 * tokenizer does is not in the file; it is taken to be that of an uncased BERT.
 * @throws GlipError `tokenizer` for a text that is no such vocabulary, or a cased one.
 */
export function readVocabFile(text: string): VocabTokenizer {
  const tokens = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const missing = SPECIAL.find((token) => !ids.has(token));
  if (missing) throw fault(`vocab.txt has no line "${missing}"`);
  if (ids.size !== tokens.length) throw fault('vocab.txt has a token twice');
  if (tokens.some((token) => /^[A-Z]/.test(token)))
    throw fault('vocab.txt is that of a cased BERT, and GLIP reads an uncased one');
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    config: { do_lower_case: true },
    json: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: SPECIAL.map((content) => ({
        id: ids.get(content),
        content,
        special: true,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
      })),
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
        single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
        pair: [],
        special_tokens: Object.fromEntries(
          ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [ids.get(token)], tokens: [token] }]),
        ),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(ids),
      },
    },
  };
}
