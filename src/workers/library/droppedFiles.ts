import { GlipError, parseConfig, type GlipConfig } from '../../model';
import { readTokenizer, tokenizerFiles, type TokenizerFiles } from './tokenizer';
import { withoutCopyNumber } from '../registry/identity';
import type { TokenizerTexts } from '../messages/library';

/** The visitor's files, by what they are for. */
export interface DroppedFiles {
  readonly weights: File;
  /** From config.json. Without one the weights file has to tell. */
  readonly config: GlipConfig | undefined;
  /** @throws GlipError `tokenizer` if the files do not fit; undefined if there are none. */
  tokenizerFor(config: GlipConfig): Promise<TokenizerTexts | undefined>;
}

const CONFIG = 'config.json';

/** @throws GlipError `weights-format` unless there is one file of weights among them; `config` */
export async function readDroppedFiles(files: readonly File[]): Promise<DroppedFiles> {
  const tokenizer: TokenizerFiles = tokenizerFiles(files);
  const config = files.find(({ name }) => withoutCopyNumber(name) === CONFIG);
  const weights = files.filter((file) => file !== config && !Object.values(tokenizer).includes(file));
  if (weights.length !== 1) {
    const found =
      weights.length === 0 ? 'None of these files holds weights' : `These are ${weights.length} files of weights`;
    throw new GlipError(
      'weights-format',
      `${found}. Open one checkpoint (.pth or .safetensors) at a time, with its config.json and tokenizer if you like.`,
    );
  }
  return {
    weights: weights[0]!,
    config: config && parseConfig(await config.text()),
    tokenizerFor: async (config) => (Object.keys(tokenizer).length > 0 ? readTokenizer(tokenizer, config) : undefined),
  };
}
