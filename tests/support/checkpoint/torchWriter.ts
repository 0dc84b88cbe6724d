import { bytesPer, storageClass, type TorchDtype } from '../../../src/model/checkpoint/tensors/dtypes';
import type { ByteSink } from '../../../src/model/checkpoint/tensors/source';
import { pickle, type Protocol } from './pickleWriter';
import { dict, orderedDict, PersistentId, PyName, PyObject, PyTuple } from './python';
import { ZipWriter } from '../../../src/model/checkpoint/torch/zipWriter';

/** Writes files as `torch.save` does, one storage in memory at a time. */

export interface StorageToWrite {
  readonly dtype: TorchDtype;
  readonly elements: number;
  /** Little-endian; made when it is written. */
  readonly bytes: () => Uint8Array;
}

/** The storages that the pickled value refers to, in the order in which they are written. */
export class Storages {
  readonly all: StorageToWrite[] = [];

  constructor(private readonly form: 'zip' | 'legacy' = 'zip') {}

  /** A reference to put into a value. */
  add(storage: StorageToWrite): PersistentId {
    const key = String(this.all.push(storage) - 1);
    const id = ['storage', new PyName('torch', storageClass(storage.dtype)!), key, 'cpu', storage.elements];
    return new PersistentId(new PyTuple(...id, ...(this.form === 'legacy' ? [null] : [])));
  }

  /** A tensor that has a storage to itself. */
  addTensor(dtype: TorchDtype, shape: readonly number[], bytes: () => Uint8Array): PyObject {
    const storage = this.add({ dtype, elements: shape.reduce((a, b) => a * b, 1), bytes });
    return tensor(storage, 0, shape, rowMajor(shape));
  }
}

export function tensor(
  storage: unknown,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): PyObject {
  const args = [storage, offset, new PyTuple(...shape), new PyTuple(...strides), false, orderedDict(new Map())];
  return new PyObject(new PyName('torch._utils', '_rebuild_tensor_v2'), new PyTuple(...args));
}

export function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
}

export interface ZipFormOptions {
  readonly folder?: string;
  readonly protocol?: Protocol;
  readonly zip64?: boolean;
  /** Offset in the file at which the zip begins. */
  readonly at?: number;
}

/** @returns the size of the file. */
export async function writeZipForm(
  value: unknown,
  storages: Storages,
  sink: ByteSink,
  options: ZipFormOptions = {},
): Promise<number> {
  const { folder = 'archive', protocol = 2 } = options;
  const zip = new ZipWriter(sink, options);
  const text = (line: string) => new TextEncoder().encode(line);
  await zip.add(`${folder}/data.pkl`, pickle(value, protocol));
  await zip.add(`${folder}/byteorder`, text('little'));
  for (const [key, storage] of storages.all.entries()) await zip.add(`${folder}/data/${key}`, storage.bytes());
  await zip.add(`${folder}/version`, text('3\n'));
  return zip.finish();
}

/** `torch.serialization.MAGIC_NUMBER` */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** @returns the size of the file. */
export async function writeLegacyForm(
  value: unknown,
  storages: Storages,
  sink: ByteSink,
  protocol: Protocol = 2,
): Promise<number> {
  const machine = dict({
    protocol_version: 1001,
    little_endian: true,
    type_sizes: dict({ short: 2, int: 4, long: 4 }),
  });
  const keys = storages.all.map((_, key) => String(key));
  let at = 0;
  const append = async (bytes: Uint8Array) => {
    await sink.write(bytes, at);
    at += bytes.length;
  };
  for (const part of [MAGIC, 1001, machine, value, keys]) await append(pickle(part, protocol));
  for (const { dtype, elements, bytes } of storages.all) {
    const data = bytes();
    if (data.length !== elements * bytesPer(dtype))
      throw new Error(`A storage of ${elements} ${dtype} cannot have ${data.length} bytes.`);
    await append(new Uint8Array(BigInt64Array.of(BigInt(elements)).buffer));
    await append(data);
  }
  return at;
}
