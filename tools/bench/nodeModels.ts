import path from 'node:path';
import { Glip } from '../../src/model/network/glip';
import { loadModelFolder } from '../cli/modelFolder';
import { generatedGlipT } from './generated';
import type { BenchModel } from './models';

const MICRO = path.join(import.meta.dirname, '../../public/weights/glip-micro');

/** Puts a model on the current backend. */
export async function loadInNode({ name }: BenchModel): Promise<Glip> {
  if (name === 'glip-t') return generatedGlipT();
  const { config, weights } = await loadModelFolder(MICRO);
  return Glip.load(config, weights);
}
