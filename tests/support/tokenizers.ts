import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

export interface TokenizerFiles {
  readonly json: unknown;
  readonly config: unknown;
}

function read(folder: URL): TokenizerFiles {
  const file = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  return { json: file('tokenizer.json'), config: file('tokenizer_config.json') };
}

/** glip-micro's tokeniser, as training wrote it. */
export const microTokenizer = () => read(new URL('training/scenes/', root));

/** The public bert-base-uncased, where it is at hand: it is test data beside the repository, not a part of it. */
export function bertTokenizer(): TokenizerFiles | undefined {
  const folders = ['tests/fixtures/bert-base-uncased/', '../shared/data/bert-base-uncased/'].map((path) => new URL(path, root));
  const folder = folders.find((url) => existsSync(fileURLToPath(url)));
  return folder && read(folder);
}

/** Tokeniser files with a vocabulary of a few words, so that a test can count tokens by hand. */
export function tokenizerOf(words: readonly string[]): TokenizerFiles {
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '.', ',', ...words];
  return {
    json: {
      added_tokens: vocabulary.slice(0, 5).map((content, id) => ({ id, content, special: true, lstrip: false, rstrip: false })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
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
