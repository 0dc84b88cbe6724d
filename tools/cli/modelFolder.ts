import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesSource, GlipError, Grounder, openSafetensors, type GrounderParts } from '../../src/model';
import { MODEL_FILES, PHRASES, readModelTexts, type ModelFiles } from '../../src/workers/grounding/modelFiles';
import { useNodeBackend } from './nodeBackend';

/**
 * Reads a weights folder from disk.
 * @throws GlipError `weights-fetch` for a folder or file that is not there, or what is wrong with a file.
 */
export async function loadModelFolder(folder: string): Promise<GrounderParts> {
  const read: [string, Uint8Array][] = [];
  // One after the other, so that of several missing files it is always the first that is named.
  for (const name of MODEL_FILES) read.push([name, await readModelFile(folder, name)]);
  // A folder may do without.
  const phrases = await readFile(path.join(folder, PHRASES)).catch(() => undefined);
  if (phrases) read.push([PHRASES, phrases]);
  const files = Object.fromEntries(read) as unknown as ModelFiles;
  const { tensors } = await openSafetensors(bytesSource(files['model.safetensors']));
  return { ...readModelTexts(files), weights: tensors };
}

async function readModelFile(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(path.join(folder, name));
  } catch (cause) {
    throw new GlipError('weights-fetch', `${folder} is not a weights folder: it has no readable ${name}.`, { cause });
  }
}

/** Runs some work with the model of a folder, on wasm in Node. @throws GlipError as loadModelFolder does. */
export async function withModel<Result>(folder: string, use: (grounder: Grounder) => Promise<Result>): Promise<Result> {
  const parts = await loadModelFolder(folder);
  await useNodeBackend('wasm');
  const grounder = await Grounder.load(parts);
  try {
    return await use(grounder);
  } finally {
    grounder.dispose();
  }
}
