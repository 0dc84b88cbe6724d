import { checkVocabularyFits, GlipError, readVocabFile, TextTokenizer, type GlipConfig } from '../../model';
import { withoutCopyNumber } from '../registry/identity';
import type { TokenizerTexts } from '../messages/library';

const NAMES = ['tokenizer.json', 'tokenizer_config.json', 'vocab.txt'] as const;

/** What there is of a tokenizer's files. */
export type TokenizerFiles = { readonly [Name in (typeof NAMES)[number]]?: Blob };

/** BERT's tokenizer is some hundred kilobytes; a file beyond this is something else. */
const MAX_BYTES = 16e6;

/** What tokenizer_config.json says of an uncased BERT, for a tokenizer.json that comes alone. */
const UNCASED = '{"do_lower_case":true}';

/** Picks a tokenizer's files out of others by their names. */
export function tokenizerFiles(files: readonly File[]): TokenizerFiles {
  const byName = NAMES.map((name) => [name, files.find((file) => withoutCopyNumber(file.name) === name)] as const);
  return Object.fromEntries(byName.filter(([, file]) => file));
}

/**
 * Reads a tokenizer and holds it against a model; a vocab.txt alone is turned into a tokenizer.json.
 * @throws GlipError `tokenizer` for files that are no BERT WordPiece tokenizer, or one with another vocabulary.
 */
export async function readTokenizer(files: TokenizerFiles, { bert }: GlipConfig): Promise<TokenizerTexts> {
  const texts = await tokenizerTexts(files);
  const [json, config] = [parse('tokenizer.json', texts), parse('tokenizer_config.json', texts)];
  new TextTokenizer(json, config);
  checkVocabularyFits(json, bert.vocabSize);
  return texts;
}

async function tokenizerTexts(files: TokenizerFiles): Promise<TokenizerTexts> {
  const { 'tokenizer.json': json, 'tokenizer_config.json': config, 'vocab.txt': vocabulary } = files;
  if (Object.values(files).some(({ size }) => size > MAX_BYTES))
    throw new GlipError('tokenizer', 'This file is too large to be BERT’s tokenizer.');
  if (json)
    return { 'tokenizer.json': await json.text(), 'tokenizer_config.json': config ? await config.text() : UNCASED };
  if (vocabulary) {
    const made = readVocabFile(await vocabulary.text());
    return { 'tokenizer.json': JSON.stringify(made.json), 'tokenizer_config.json': JSON.stringify(made.config) };
  }
  throw new GlipError(
    'tokenizer',
    'There is no tokenizer among these files. Choose the tokenizer.json or the vocab.txt of bert-base-uncased.',
  );
}

function parse(name: keyof TokenizerTexts, texts: TokenizerTexts): unknown {
  try {
    return JSON.parse(texts[name]);
  } catch (cause) {
    throw new GlipError('tokenizer', `This ${name} is not JSON.`, { cause });
  }
}
