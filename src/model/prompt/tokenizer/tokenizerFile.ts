import { GlipError } from '../../errors';
import type { NormalizerRules } from './normalizer';
import type { WordPieceModel } from './offsets';

/** What a BERT tokenizer.json holds, checked. */
export interface TokenizerFile {
  readonly rules: NormalizerRules;
  readonly model: WordPieceModel;
  /** Tokens such as [MASK] that are recognised in the text as typed, before it is normalised. */
  readonly addedTokens: ReadonlyMap<string, number>;
  readonly clsId: number;
  readonly sepId: number;
}

/** @throws GlipError `tokenizer` that says which part of the file is wrong. */
export function readTokenizerFile(json: unknown): TokenizerFile {
  const file = object(json, 'the file');
  const normalizer = object(file['normalizer'], 'normalizer');
  typed(normalizer, 'normalizer', 'BertNormalizer');
  typed(object(file['pre_tokenizer'], 'pre_tokenizer'), 'pre_tokenizer', 'BertPreTokenizer');
  typed(object(file['post_processor'], 'post_processor'), 'post_processor', 'TemplateProcessing', 'BertProcessing');
  const model = object(file['model'], 'model');
  // Older files, bert-base-uncased's own among them, leave the type out.
  if ('type' in model) typed(model, 'model', 'WordPiece');

  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(object(model['vocab'], 'model.vocab')))
    vocabulary.set(token, tokenId(id, `"${token}"`));
  const addedTokens = new Map<string, number>();
  for (const entry of array(file['added_tokens'], 'added_tokens')) {
    const { content, id, lstrip, rstrip } = object(entry, 'an entry of added_tokens');
    if (typeof content !== 'string' || content === '') throw fault('an entry of added_tokens has no content');
    if (lstrip === true || rstrip === true)
      throw fault(`the added token "${content}" takes white space with it, which BERT's never do`);
    addedTokens.set(content, tokenId(id, `"${content}"`));
  }
  const idOf = (token: unknown, role: string) => {
    const id = typeof token === 'string' ? (addedTokens.get(token) ?? vocabulary.get(token)) : undefined;
    if (id === undefined) throw fault(`the vocabulary has no ${role} token`);
    return id;
  };
  const { continuing_subword_prefix: prefix = '##', max_input_chars_per_word: maxChars = 100 } = model;
  if (typeof prefix !== 'string') throw fault('model.continuing_subword_prefix is no text');
  if (typeof maxChars !== 'number') throw fault('model.max_input_chars_per_word is no number');
  return {
    rules: {
      cleanText: flag(normalizer, 'clean_text'),
      handleChineseChars: flag(normalizer, 'handle_chinese_chars'),
      stripAccents: normalizer['strip_accents'] == null ? null : flag(normalizer, 'strip_accents'),
      lowercase: flag(normalizer, 'lowercase'),
    },
    model: {
      vocabulary,
      unknownId: idOf(model['unk_token'], 'unknown'),
      continuationPrefix: prefix,
      maxCharsPerWord: maxChars,
    },
    addedTokens,
    clsId: idOf('[CLS]', '[CLS]'),
    sepId: idOf('[SEP]', '[SEP]'),
  };
}

export const fault = (what: string, options?: ErrorOptions) =>
  new GlipError(
    'tokenizer',
    `The tokenizer files cannot be used: ${what}. They must be those of a BERT WordPiece tokenizer.`,
    options,
  );

export function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(`${name} is no JSON object`);
  return value as Record<string, unknown>;
}

function array(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw fault(`${name} is no JSON array`);
  return value;
}

function typed(part: Record<string, unknown>, name: string, ...types: string[]): void {
  if (!types.includes(String(part['type'])))
    throw fault(`${name}.type is "${String(part['type'])}", not ${types.join(' or ')}`);
}

function flag(part: Record<string, unknown>, key: string): boolean {
  const value = part[key];
  if (typeof value !== 'boolean') throw fault(`normalizer.${key} is neither true nor false`);
  return value;
}

function tokenId(id: unknown, token: string): number {
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) throw fault(`the id of ${token} is no whole number`);
  return id;
}
