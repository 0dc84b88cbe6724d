import { PyGlobal } from '../pickle/values';
import { storageDtype, type TorchDtype } from '../tensors/dtypes';
import { broken } from '../tensors/errors';

/** A pickle is read into memory as a whole. Bytes; that of GLIP-L with its optimizer has less than one million. */
export const PICKLE_LIMIT = 64 * 2 ** 20;

/** A reference from the pickle to a storage. */
export interface StorageId {
  readonly key: string;
  /** `torch.FloatStorage` */
  readonly className: string;
  /** undefined for a storage of a dtype that is not known here. */
  readonly dtype: TorchDtype | undefined;
  readonly elements: number;
  /** The legacy form's views of a storage: key, first element, elements. */
  readonly view: unknown;
}

/** Reads ('storage', class, key, device, elements[, view]). @throws GlipError `weights-format` for anything else. */
export function readStorageId(id: unknown): StorageId {
  const [kind, type, key, , elements, view] = Array.isArray(id) ? (id as unknown[]) : [];
  if (kind !== 'storage' || !(type instanceof PyGlobal) || (typeof key !== 'string' && typeof key !== 'number')) {
    throw broken('its pickle refers to something outside of it that is no storage');
  }
  if (!Number.isSafeInteger(elements) || (elements as number) < 0) throw broken(`its storage ${key} has no size`);
  return { key: String(key), className: type.name, dtype: storageDtype(type.name), elements: elements as number, view };
}
