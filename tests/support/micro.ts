import { fileURLToPath } from 'node:url';
import { Grounder, type GrounderParts } from '../../src/model/runtime/grounder';
import type { Pixels } from '../../src/model/types';
import { readImageFile } from '../../tools/cli/imageFile';
import { loadModelFolder } from '../../tools/cli/modelFolder';
import { useNodeBackend } from '../../tools/cli/nodeBackend';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** glip-micro before it is uploaded, with wasm as the backend to come. */
export async function loadMicroParts(): Promise<GrounderParts> {
  await useNodeBackend('wasm', { threads: 1 });
  return loadModelFolder(root('public/weights/glip-micro'));
}

/** glip-micro on wasm; the caller disposes it. */
export const loadMicro = async (): Promise<Grounder> => Grounder.load(await loadMicroParts());

/** @param file as samples.json names it */
export const readSample = (file: string): Promise<Pixels> => readImageFile(root(`public/samples/${file}`));
