import { unpickle } from '../pickle/unpickle';
import { Placeholder } from '../pickle/values';
import type { ByteSource } from '../tensors/source';
import { bytesPer } from '../tensors/dtypes';
import { broken } from '../tensors/errors';
import { PICKLE_LIMIT, readStorageId } from './persistent';
import { rebuild } from './rebuild';
import { TypedStorage } from './tensor';
import { readZip, type ZipEntry } from './zip';

/**
 * The form that `torch.save` writes since 1.6: a zip file with `NAME/data.pkl` and one entry `NAME/data/KEY` a storage.
 * @returns the pickled value.
 * @throws GlipError `weights-format`
 */
export async function readZipForm(source: ByteSource): Promise<unknown> {
  const entries = await readZip(source);
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1)
    throw broken(
      `it is a zip file with ${pickles.length === 0 ? 'no' : 'more than one'} data.pkl, so PyTorch did not write it`,
    );
  const folder = pickles[0]!.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`))
    throw broken('it is a TorchScript program. Save the state dict of the model instead');
  await checkByteOrder(entries.get(`${folder}byteorder`));

  const world = { rebuild, persistent: (id: unknown) => storageOf(id, folder, entries) };
  return unpickle(await readPickle(entries.get(pickles[0]!)!), world).value;
}

/** Files before PyTorch 2.0 do not tell; they are little-endian as every machine that wrote them. */
async function checkByteOrder(entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return;
  const order = new TextDecoder().decode(await entry.read(0, Math.min(entry.size, 16))).trim();
  if (order !== 'little') throw broken(`its byte order is "${order}"; only little-endian files are read`);
}

function readPickle(entry: ZipEntry): Promise<Uint8Array> {
  if (entry.size > PICKLE_LIMIT) throw broken(`its pickle of ${entry.size} bytes is too large`);
  return entry.read(0, entry.size);
}

function storageOf(id: unknown, folder: string, entries: ReadonlyMap<string, ZipEntry>): TypedStorage | Placeholder {
  const { key, dtype, elements, className } = readStorageId(id);
  if (dtype === undefined) return new Placeholder(className);
  const entry = entries.get(`${folder}data/${key}`);
  if (!entry) throw broken(`its storage ${key} is missing`);
  const bytes = elements * bytesPer(dtype);
  if (bytes > entry.size) throw broken(`its storage ${key} has ${entry.size} bytes instead of ${bytes}`);
  return new TypedStorage({ bytes, read: (offset, length) => entry.read(offset, length) }, dtype);
}
