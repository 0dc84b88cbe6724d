import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { GlipError } from '../src/model/errors';
import type { GrounderParts } from '../src/model/grounder';
import { MODEL_FILES, readModelFiles, type ModelFiles } from '../src/workers/modelFiles';

/**
 * Reads a weights folder from disk.
 * @throws GlipError `weights-fetch` for a folder or file that is not there, or what is wrong with a file.
 */
export async function loadModelFolder(folder: string): Promise<GrounderParts> {
  const files = await Promise.all(MODEL_FILES.map(async (name) => [name, await readModelFile(folder, name)] as const));
  return readModelFiles(Object.fromEntries(files) as unknown as ModelFiles);
}

async function readModelFile(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(path.join(folder, name));
  } catch (cause) {
    throw new GlipError('weights-fetch', `${folder} is not a weights folder: it has no readable ${name}.`, { cause });
  }
}
