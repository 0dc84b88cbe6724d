// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- a declaration of a module of others cannot be imported
/// <reference path="./transformers.d.ts" />
import { BertTokenizer } from '@xenova/transformers/src/tokenizers.js';
import { looseObject } from 'valibot';
import type { Span } from '../../types';
import { tokenSpans } from './offsets';
import { fault, read, readTokenizerFile, type TokenizerFile } from './tokenizerFile';

export interface TokenizedText {
  /** Token ids, [CLS] first and [SEP] last. */
  readonly ids: Int32Array;
  /** Per token its range of UTF-16 offsets into the text; empty for [CLS] and [SEP]. */
  readonly offsets: readonly Span[];
}

/** BERT's WordPiece tokeniser with character offsets: the ids are transformers.js', the offsets beside them ours (offsets.ts). */
export class TextTokenizer {
  private readonly library: BertTokenizer;
  private readonly file: TokenizerFile;

  /**
   * @param tokenizerJson, tokenizerConfig the parsed tokenizer.json and tokenizer_config.json of a weights folder.
   * @throws GlipError `tokenizer` that says what is wrong with them.
   */
  constructor(tokenizerJson: unknown, tokenizerConfig: unknown) {
    this.file = readTokenizerFile(tokenizerJson);
    const json = read(WITH_MODEL, tokenizerJson, 'tokenizer.json');
    const config = read(ANY_OBJECT, tokenizerConfig, 'tokenizer_config.json');
    try {
      // Without a type, as in the original bert-base-uncased file, the library would silently fall back to whole words.
      this.library = new BertTokenizer({ ...json, model: { ...json.model, type: 'WordPiece' } }, config);
    } catch (cause) {
      throw fault(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** Stands for a word of which not even the parts are known. */
  get unknownId(): number {
    return this.file.unknownId;
  }

  /** @throws GlipError `tokenizer` should the offsets ever disagree with the ids. */
  encode(text: string): TokenizedText {
    const ids = this.library.encode(text);
    return { ids: Int32Array.from(ids), offsets: tokenSpans(text, ids, this.file) };
  }
}

const ANY_OBJECT = looseObject({}, 'an object');
const WITH_MODEL = looseObject({ model: ANY_OBJECT }, 'an object');
