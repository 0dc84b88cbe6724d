/** What a file is that a visitor brings: told by its name, and by its first bytes where the name says nothing. */

import { isPictureName } from './pathFile';

export type FileKind = 'picture' | 'weights' | 'config' | 'tokenizer';

const WEIGHTS = /\.(pth|pt|bin|ckpt|safetensors)$/i;
const CONFIG = /^config(\s?\(\d+\))?\.json$/i;
const TOKENIZER = /^(tokenizer|tokenizer_config|vocab)(\s?\(\d+\))?\.(json|txt)$/i;

export const isWeightsName = (name: string) => WEIGHTS.test(name);

/** Whether what is added together is a model and not a data set that has such a file in one of its folders. */
export const isModelDrop = (paths: readonly string[]) =>
  paths.some(isWeightsName) && !paths.some((path) => isPictureName(path) || /\.(jsonl|csv)$/i.test(path));

/** Bytes that tell a checkpoint without a telling name. */
const LOOKED_AT = 16;

export async function kindOf(file: File): Promise<FileKind> {
  if (isWeightsName(file.name)) return 'weights';
  if (CONFIG.test(file.name)) return 'config';
  if (TOKENIZER.test(file.name)) return 'tokenizer';
  if (file.type.startsWith('image/')) return 'picture';
  const head = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer());
  return beginsCheckpoint(head) ? 'weights' : 'picture';
}

function beginsCheckpoint(head: Uint8Array): boolean {
  const zip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
  // PROTO, and the protocols that PyTorch has written.
  const pickle = head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
  // Eight bytes of length, then a JSON object.
  const safetensors = head[8] === 0x7b && head[6] === 0 && head[7] === 0;
  return zip || pickle || safetensors;
}
