import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  checkVocabularyFits,
  GlipError,
  glipMetadata,
  TextTokenizer,
  writeSafetensors,
  type WeightFormat,
  type GlipCheckpoint,
  type WrittenWeights,
} from '../../src/model';

/** Where this repository's neighbour has BERT's public tokenizer, if it is there. */
const DEFAULT_TOKENIZER = '../shared/data/bert-base-uncased';

interface TokenizerFiles {
  readonly 'tokenizer.json': string;
  readonly 'tokenizer_config.json': string;
}

/**
 * Writes the product's weights folder. The weights come last and under another name until they are whole, so that a folder that
 * was broken off is never taken for a model.
 * @throws GlipError `tokenizer` if there is none that fits.
 */
export async function writeModelFolder(
  checkpoint: GlipCheckpoint,
  folder: string,
  format: WeightFormat,
  tokenizer?: string,
): Promise<WrittenWeights> {
  const { config, tensors } = checkpoint;
  const files = await readTokenizer(tokenizer ?? DEFAULT_TOKENIZER, config.bert.vocabSize);
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, 'model.safetensors');
  const partial = `${target}.part`;
  try {
    const handle = await open(partial, 'w');
    let written: WrittenWeights;
    try {
      const sink = {
        write: async (bytes: Uint8Array, at: number) => void (await handle.write(bytes, 0, bytes.length, at)),
      };
      written = await writeSafetensors(tensors, format, sink, { metadata: glipMetadata(checkpoint) });
    } finally {
      await handle.close();
    }
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text as string);
    await writeFile(path.join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
    await rename(partial, target);
    return written;
  } finally {
    await rm(partial, { force: true });
  }
}

async function readTokenizer(folder: string, vocabSize: number): Promise<TokenizerFiles> {
  const names = ['tokenizer.json', 'tokenizer_config.json'] as const;
  const missing = names.find((name) => !existsSync(path.join(folder, name)));
  if (missing) {
    throw new GlipError(
      'tokenizer',
      `The weights folder needs the tokenizer of bert-base-uncased, and ${folder} has no ${missing}: give a folder that holds tokenizer.json and tokenizer_config.json with --tokenizer.`,
    );
  }
  const [json, config] = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  new TextTokenizer(parse(json!, folder), parse(config!, folder));
  checkVocabularyFits(parse(json!, folder), vocabSize);
  return { 'tokenizer.json': json!, 'tokenizer_config.json': config! };
}

function parse(json: string, folder: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new GlipError('tokenizer', `The tokenizer files in ${folder} are not JSON.`, { cause });
  }
}
