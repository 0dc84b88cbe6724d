// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- a declaration of a module of others cannot be imported
/// <reference path="./transformers.d.ts" />
import { BertTokenizer } from '@xenova/transformers/src/tokenizers.js';
import type { Span } from '../../types';
import { alignTokens, type AlignedToken } from './offsets';
import { fault, object, readTokenizerFile, type TokenizerFile } from './tokenizerFile';

export interface TokenizedText {
  /** Token ids, [CLS] first and [SEP] last. */
  readonly ids: Int32Array;
  /** Per token its range of UTF-16 offsets into the text; empty for [CLS] and [SEP]. */
  readonly offsets: readonly Span[];
}

/**
 * BERT's WordPiece tokeniser with character offsets. The ids are transformers.js'; it gives no offsets, so those come from an
 * aligner of our own (offsets.ts), and the two are compared on every text.
 */
export class TextTokenizer {
  private readonly library: BertTokenizer;
  private readonly file: TokenizerFile;

  /**
   * @param tokenizerJson, tokenizerConfig the parsed tokenizer.json and tokenizer_config.json of a weights folder.
   * @throws GlipError `tokenizer` that says what is wrong with them.
   */
  constructor(tokenizerJson: unknown, tokenizerConfig: unknown) {
    this.file = readTokenizerFile(tokenizerJson);
    const config = object(tokenizerConfig, 'tokenizer_config.json');
    try {
      this.library = new BertTokenizer(withModelType(object(tokenizerJson, 'tokenizer.json')), config);
    } catch (cause) {
      throw fault(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** Stands for a word of which not even the parts are known. */
  get unknownId(): number {
    return this.file.model.unknownId;
  }

  /** @throws GlipError `tokenizer` should the aligner ever disagree with the library: a wrong offset would mislabel boxes. */
  encode(text: string): TokenizedText {
    const tokens = this.align(text);
    const ids = this.library.encode(text);
    if (ids.length !== tokens.length || ids.some((id, i) => id !== tokens[i]?.id)) {
      throw fault(`the offsets of ${JSON.stringify(text.slice(0, 80))} do not follow its tokens`);
    }
    return { ids: Int32Array.from(ids), offsets: tokens.map(({ start, end }) => ({ start, end })) };
  }

  private align(text: string): AlignedToken[] {
    const { addedTokens, rules, model, clsId, sepId } = this.file;
    const tokens: AlignedToken[] = [{ id: clsId, start: 0, end: 0 }];
    for (const { start, end } of sections(text, [...addedTokens.keys()])) {
      const part = text.slice(start, end);
      const id = addedTokens.get(part);
      if (id === undefined) tokens.push(...alignTokens(part, start, rules, model));
      else tokens.push({ id, start, end });
    }
    tokens.push({ id: sepId, start: text.length, end: text.length });
    return tokens;
  }
}

/** Without a type, as in the original bert-base-uncased file, the library would silently fall back to whole words. */
const withModelType = (json: Record<string, unknown>) => ({
  ...json,
  model: { ...object(json['model'], 'model'), type: 'WordPiece' },
});

/** Cuts a text before and after every added token in it. */
function sections(text: string, addedTokens: readonly string[]): Span[] {
  if (addedTokens.length === 0) return [{ start: 0, end: text.length }];
  const pattern = new RegExp(addedTokens.map((token) => token.replace(/[^\w\s]/g, '\\$&')).join('|'), 'g');
  const result: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(pattern)) {
    result.push({ start, end: match.index }, { start: match.index, end: match.index + match[0].length });
    start = match.index + match[0].length;
  }
  result.push({ start, end: text.length });
  return result.filter((section) => section.end > section.start);
}
