import { fileURLToPath } from 'node:url';
import type { GlipConfig } from '../../src/model/config/config';
import { officialTensors } from './checkpoint/official';
import { trainingFile } from './checkpoint/trainingFile';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { readRules } from '../../tools/golden/directory';
import { torchFile } from '../checkpoint/torchFile';
import { tinyWords, tokenizerOf } from './smallTokenizer';

/** The golden model `tiny`, as files. Needs no test runner: unit tests and end-to-end tests share it. */

export const GOLDENS = fileURLToPath(new URL('../fixtures/golden', import.meta.url));
export const TINY: GlipConfig = GOLDEN_CONFIGS.tiny!;

/** What the optimiser of a training checkpoint takes: a download has no use for it. */
export const OPTIMISER_BYTES = 4_000_000;

/** A checkpoint as its trainer would have saved it. */
export async function tinyCheckpoint(): Promise<Uint8Array<ArrayBuffer>> {
  const file = await torchFile((storages) => {
    const value = trainingFile(officialTensors(TINY, readRules(GOLDENS), 'tiny'), storages);
    return value.set(
      'momentum',
      storages.addTensor('uint8', [OPTIMISER_BYTES], () => new Uint8Array(OPTIMISER_BYTES)),
    );
  });
  return (await file.bytes()) as Uint8Array<ArrayBuffer>;
}

/** Its sizes are of no released model: it needs this beside it. */
export const CONFIG_JSON = JSON.stringify(TINY);

const { json, config } = tokenizerOf(tinyWords);
export const TOKENIZER = { 'tokenizer.json': JSON.stringify(json), 'tokenizer_config.json': JSON.stringify(config) };
