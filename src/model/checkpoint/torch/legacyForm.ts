import { PickleCutOff } from '../pickle/bytesReader';
import { unpickle, type PickleWorld } from '../pickle/unpickle';
import { PyDict } from '../pickle/values';
import { readRange, type ByteSource } from '../tensors/source';
import { bytesPer } from '../tensors/dtypes';
import { broken } from '../tensors/errors';
import { PICKLE_LIMIT, readStorageId } from './persistent';
import { rebuild } from './rebuild';
import { TypedStorage, type Storage } from './tensor';

/** `torch.serialization.MAGIC_NUMBER`, the first pickle of the file. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** Each storage begins with the number of its elements. */
const COUNT_BYTES = 8;
/** Enough for the pickle of a GLIP; the window grows for a longer one. */
const FIRST_WINDOW = 2 ** 20;

/** Nothing but data is expected in the pickles around the main one. */
const DATA_ONLY: PickleWorld = {
  rebuild: () => undefined,
  persistent: () => {
    throw broken('its pickle refers to a storage where none can be');
  },
};

/** The two bytes before the magic number differ with the protocol. */
export async function isLegacyForm(source: ByteSource): Promise<boolean> {
  const head = await readRange(source, 0, Math.min(source.size, 64));
  try {
    return unpickle(head, DATA_ONLY).value === MAGIC;
  } catch {
    return false;
  }
}

/**
 * The form that `torch.save` wrote before 1.6: pickles of the magic number, the protocol, the writing machine, the value and the
 * keys of the storages, and then the storages in the order of the keys.
 * @returns the pickled value.
 * @throws GlipError `weights-format`
 */
export async function readLegacyForm(source: ByteSource): Promise<unknown> {
  const magic = await readPickle(source, 0, () => DATA_ONLY);
  const protocol = await readPickle(source, magic.end, () => DATA_ONLY);
  if (protocol.value !== PROTOCOL)
    throw broken(`its form has the number ${String(protocol.value)}; known is ${PROTOCOL}`);
  const machine = await readPickle(source, protocol.end, () => DATA_ONLY);
  if (machine.value instanceof PyDict && machine.value.get('little_endian') === false) {
    throw broken('its byte order is "big"; only little-endian files are read');
  }
  let storages = new Map<string, LegacyStorage>();
  const main = await readPickle(source, machine.end, () => {
    storages = new Map();
    return { rebuild, persistent: (id) => storageOf(id, source, storages) };
  });
  const keys = await readPickle(source, main.end, () => DATA_ONLY);
  place(storages, keys.value, keys.end, source.size);
  return main.value;
}

/**
 * A pickle does not tell its length, so it is tried on a window that grows until the pickle fits.
 * @param world makes a fresh one for every trial.
 */
async function readPickle(
  source: ByteSource,
  offset: number,
  world: () => PickleWorld,
): Promise<{ value: unknown; end: number }> {
  for (let window = FIRST_WINDOW; ; window *= 4) {
    const bytes = await readRange(source, offset, Math.min(window, source.size - offset));
    try {
      const { value, end } = unpickle(bytes, world());
      return { value, end: offset + end };
    } catch (error) {
      if (!(error instanceof PickleCutOff) || bytes.length < window) throw error;
      if (window >= PICKLE_LIMIT)
        throw broken(`its pickle of more than ${PICKLE_LIMIT} bytes is too large`, { cause: error });
    }
  }
}

/** Its place in the file is known only when the pickle is read. */
class LegacyStorage implements Storage {
  private counted?: Promise<void>;
  private at = NaN;

  constructor(
    private readonly source: ByteSource,
    private readonly key: string,
    private readonly elements: number,
    private readonly elementBytes: number,
  ) {}

  get bytes(): number {
    return this.elements * this.elementBytes;
  }

  /** @returns the offset behind it. */
  placeAt(offset: number): number {
    this.at = offset + COUNT_BYTES;
    return this.at + this.bytes;
  }

  readonly read = async (offset: number, length: number): Promise<Uint8Array> => {
    await (this.counted ??= this.checkCount());
    return readRange(this.source, this.at + offset, length);
  };

  private async checkCount(): Promise<void> {
    const bytes = await readRange(this.source, this.at - COUNT_BYTES, COUNT_BYTES);
    const count = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
    if (count !== BigInt(this.elements))
      throw broken(`its storage ${this.key} has ${count} elements instead of ${this.elements}`);
  }
}

function storageOf(id: unknown, source: ByteSource, storages: Map<string, LegacyStorage>): unknown {
  // ('module', class, source file, source): the class of a pickled network, a name like any other.
  if (Array.isArray(id) && id[0] === 'module') return id[1];
  const { key, dtype, elements, className, view } = readStorageId(id);
  if (dtype === undefined) throw broken(`it has a storage of the unknown class ${className}`);
  const elementBytes = bytesPer(dtype);
  let storage = storages.get(key);
  if (!storage) storages.set(key, (storage = new LegacyStorage(source, key, elements, elementBytes)));
  return new TypedStorage(view == null ? storage : viewOf(storage, view, elementBytes), dtype);
}

/** A view of a storage, as PyTorch had them until 0.4. */
function viewOf(storage: Storage, view: unknown, elementBytes: number): Storage {
  const [, offset, elements] = Array.isArray(view) ? (view as unknown[]) : [];
  const start = (offset as number) * elementBytes;
  const bytes = (elements as number) * elementBytes;
  if (!(start >= 0 && bytes >= 0 && start + bytes <= storage.bytes))
    throw broken('its pickle refers to a part of a storage that does not exist');
  return { bytes, read: (from, length) => storage.read(start + from, length) };
}

function place(storages: ReadonlyMap<string, LegacyStorage>, keys: unknown, offset: number, size: number): void {
  if (!Array.isArray(keys)) throw broken('the list of its storages is missing');
  const left = new Map(storages);
  let end = offset;
  for (const key of keys.map(String)) {
    const storage = left.get(key);
    if (!storage) throw broken(`it has a storage ${key} that nothing refers to, or twice`);
    left.delete(key);
    end = storage.placeAt(end);
  }
  if (left.size > 0) throw broken(`its storage ${[...left.keys()][0]} is missing`);
  if (end > size) throw broken(`it is cut off: ${end - size} bytes are missing. Please download it again`);
}
