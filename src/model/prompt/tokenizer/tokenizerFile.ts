import * as v from 'valibot';
import { GlipError } from '../../errors';
import { choiceOf, countField, FieldError, flagField, listOf, objectOf, readFields } from '../../fields';
import type { NormalizerRules } from './normalizer';

/** What our part needs of a BERT tokenizer.json, checked; the ids are the library's matter. */
export interface TokenizerFile {
  readonly rules: NormalizerRules;
  /** Every token by its id. */
  readonly tokens: ReadonlyMap<number, string>;
  /** Marks a token that goes on with a word: "##" in "##s". */
  readonly continuationPrefix: string;
  readonly unknownId: number;
  /** Tokens such as [MASK] that are recognised in the text as typed, before it is normalised. */
  readonly addedTokens: readonly string[];
}

const FILE = objectOf({
  normalizer: objectOf({
    type: choiceOf(['BertNormalizer']),
    clean_text: flagField,
    handle_chinese_chars: flagField,
    strip_accents: v.nullish(flagField, null),
    lowercase: flagField,
  }),
  pre_tokenizer: objectOf({ type: choiceOf(['BertPreTokenizer']) }),
  post_processor: objectOf({ type: choiceOf(['TemplateProcessing', 'BertProcessing']) }),
  model: objectOf({
    // Older files, bert-base-uncased's own among them, leave the type out.
    type: v.optional(choiceOf(['WordPiece'])),
    unk_token: v.optional(v.string('a text')),
    continuing_subword_prefix: v.optional(v.string('a text'), '##'),
    max_input_chars_per_word: v.optional(countField),
    vocab: v.pipe(
      v.custom<object>((value) => !Array.isArray(value), 'an object'),
      v.record(v.string(), countField, 'an object'),
    ),
  }),
  added_tokens: listOf(
    objectOf({
      content: v.pipe(v.string('a text that is not empty'), v.nonEmpty('a text that is not empty')),
      id: countField,
      lstrip: v.optional(v.literal(false, 'false: BERT’s tokens take no white space with them')),
      rstrip: v.optional(v.literal(false, 'false: BERT’s tokens take no white space with them')),
    }),
  ),
});

/** @throws GlipError `tokenizer` that says which part of the file is wrong. */
export function readTokenizerFile(json: unknown): TokenizerFile {
  const { normalizer, model, added_tokens: added } = read(FILE, json, 'tokenizer.json');
  const ids = new Map([...Object.entries(model.vocab), ...added.map(({ content, id }) => [content, id] as const)]);
  const idOf = (token: string | undefined, role: string) => {
    const id = token === undefined ? undefined : ids.get(token);
    if (id === undefined) throw fault(`the vocabulary has no ${role} token`);
    return id;
  };
  idOf('[CLS]', '[CLS]');
  idOf('[SEP]', '[SEP]');
  return {
    rules: {
      cleanText: normalizer.clean_text,
      handleChineseChars: normalizer.handle_chinese_chars,
      stripAccents: normalizer.strip_accents,
      lowercase: normalizer.lowercase,
    },
    tokens: new Map(Array.from(ids, ([token, id]) => [id, token])),
    continuationPrefix: model.continuing_subword_prefix,
    unknownId: idOf(model.unk_token, 'unknown'),
    addedTokens: added.map(({ content }) => content),
  };
}

/** The error of tokenizer files that cannot be used. @param what completes "… cannot be used: ". */
export const fault = (what: string, options?: ErrorOptions) =>
  new GlipError(
    'tokenizer',
    `The tokenizer files cannot be used: ${what}. They must be those of a BERT WordPiece tokenizer.`,
    options,
  );

/** Reads a tokenizer file by a schema. @throws GlipError `tokenizer` */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  file: string,
): v.InferOutput<Schema> {
  try {
    return readFields(schema, json, file);
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw fault(cause.message, { cause });
  }
}
