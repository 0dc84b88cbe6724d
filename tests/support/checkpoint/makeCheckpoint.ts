/** Writes a full-size checkpoint as the official trainer saves it, with the deterministic weights of the golden tensors. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { GlipConfig } from '../../../src/model/config/config';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../../src/model/config/presets';
import { officialTensors } from './official';
import { Storages, writeZipForm } from './torchWriter';
import { trainingFile } from './trainingFile';
import { GOLDEN_CONFIGS } from '../../../tools/golden/configs';
import { readRules } from '../../../tools/golden/directory';

/** With the golden model whose weights are generated. */
const VARIANTS: Readonly<Record<string, { readonly config: GlipConfig; readonly model: string }>> = {
  'glip-t': { config: GLIP_T, model: 'glip_t' },
  'glip-a': { config: GLIP_T_A, model: 'glip_t_a' },
  'glip-l': { config: GLIP_L, model: 'glip_l' },
  tiny: { config: GOLDEN_CONFIGS['tiny']!, model: 'tiny' },
};

const USAGE = `Usage: npm run make-checkpoint -- OUT.pth [--variant ${Object.keys(VARIANTS).join('|')}]`;
const RULES = path.join(import.meta.dirname, '../../fixtures/golden');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { variant: { type: 'string' } } });
  const variant = values.variant ?? 'glip-t';
  if (positionals.length !== 1 || !Object.hasOwn(VARIANTS, variant)) throw new Error(USAGE);
  const [out] = positionals as [string];
  const { config, model } = VARIANTS[variant]!;
  const storages = new Storages();
  const value = trainingFile(officialTensors(config, readRules(RULES), model), storages);
  const handle = await open(out, 'w');
  try {
    const sink = {
      write: async (bytes: Uint8Array, at: number) => void (await handle.write(bytes, 0, bytes.length, at)),
    };
    const size = await writeZipForm(value, storages, sink, { folder: path.parse(out).name });
    console.log(`${out}: ${variant}, ${storages.all.length} storages, ${(size / 1e6).toFixed(1)} MB`);
  } finally {
    await handle.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
