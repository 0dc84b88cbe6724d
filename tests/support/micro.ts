import { fileURLToPath } from 'node:url';
import { Grounder } from '../../src/model/grounder';
import type { Pixels } from '../../src/model/types';
import { readImageFile } from '../../tools/imageFile';
import { loadModelFolder } from '../../tools/modelFolder';
import { useNodeBackend } from '../../tools/nodeBackend';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** glip-micro on wasm; the caller disposes it. */
export async function loadMicro(): Promise<Grounder> {
  await useNodeBackend('wasm', { threads: 1 });
  return Grounder.create(await loadModelFolder(root('public/weights/glip-micro')));
}

/** @param file as samples.json names it */
export const readSample = (file: string): Promise<Pixels> => readImageFile(root(`public/samples/${file}`));
