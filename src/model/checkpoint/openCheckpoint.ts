import { GlipError } from '../errors';
import type { Checkpoint } from './tensors/checkpoint';
import { OP } from './pickle/opcodes';
import { openSafetensors } from './safetensors/safetensorsFile';
import { readRange, type ByteSource } from './tensors/source';
import { isLegacyForm, readLegacyForm } from './torch/legacyForm';
import { readStateDict } from './torch/stateDict';
import { readZipForm } from './torch/zipForm';

const HEAD_BYTES = 512;

/**
 * Opens a weights file: a PyTorch checkpoint in the zip or the legacy form, or safetensors. Reads what describes the tensors, not
 * their data, and runs nothing that stands in the file.
 * @throws GlipError `weights-format` with what the file is instead, or what is wrong with it; `weights-tensor` naming a tensor.
 */
export async function openCheckpoint(source: ByteSource): Promise<Checkpoint> {
  const head = await readRange(source, 0, Math.min(HEAD_BYTES, source.size));
  if (startsWith(head, 'PK')) return { form: 'PyTorch zip', ...readStateDict(await readZipForm(source), source.size) };
  if (await isLegacyForm(source))
    return { form: 'PyTorch legacy', ...readStateDict(await readLegacyForm(source), source.size) };
  if (head[8] === BRACE && new DataView(head.buffer, head.byteOffset).getUint32(4, true) === 0)
    return openSafetensors(source);
  throw new GlipError('weights-format', `This is not a PyTorch checkpoint: ${describe(head)}.`);
}

const BRACE = 0x7b;

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const startsWith = (head: Uint8Array, start: string) => text(head.subarray(0, start.length)) === start;

/** What the file is, by its first bytes. */
function describe(head: Uint8Array): string {
  if (head.length === 0) return 'the file is empty';
  const start = text(head);
  if (start.slice(257, 262) === 'ustar')
    return 'it is the tar file of PyTorch before 0.1.10. Load it with PyTorch 1 and save it again';
  if (start.startsWith('version https://git-lfs'))
    return 'it is a Git LFS pointer, which stands for the file. Fetch the file itself with "git lfs pull"';
  if (/^\s*<(!doctype|html|\?xml)/i.test(start))
    return 'it is a web page. Its address leads to a page about the file; download the file itself';
  if (/^\s*[[{]/.test(start)) return 'it is a JSON text';
  if (start.startsWith('\x1f\x8b')) return 'it is compressed with gzip. Unpack it first';
  if (start.startsWith('\x89HDF')) return 'it is an HDF5 file, such as Keras writes';
  if (start.startsWith('GGUF')) return 'it is a GGUF file';
  if (head[0] === OP.PROTO) return 'it is a pickle that torch.save did not write, or the beginning of one that it did';
  return 'it begins as no weights file does that is known here';
}
