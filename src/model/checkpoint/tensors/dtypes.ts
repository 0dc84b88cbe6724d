/**
 * PyTorch's dtypes: bytes per element, and the storage class that stands for the dtype in a pickle (`torch.FloatStorage`).
 * The newest have none: their tensors lie in untyped storages.
 */
const DTYPES = {
  float64: { bytes: 8, storage: 'Double' },
  float32: { bytes: 4, storage: 'Float' },
  float16: { bytes: 2, storage: 'Half' },
  bfloat16: { bytes: 2, storage: 'BFloat16' },
  int64: { bytes: 8, storage: 'Long' },
  int32: { bytes: 4, storage: 'Int' },
  int16: { bytes: 2, storage: 'Short' },
  int8: { bytes: 1, storage: 'Char' },
  uint8: { bytes: 1, storage: 'Byte' },
  bool: { bytes: 1, storage: 'Bool' },
  complex64: { bytes: 8, storage: 'ComplexFloat' },
  complex128: { bytes: 16, storage: 'ComplexDouble' },
  uint16: { bytes: 2, storage: undefined },
  uint32: { bytes: 4, storage: undefined },
  uint64: { bytes: 8, storage: undefined },
  float8_e4m3fn: { bytes: 1, storage: undefined },
  float8_e5m2: { bytes: 1, storage: undefined },
} as const;

export type TorchDtype = keyof typeof DTYPES;

export const bytesPer = (dtype: TorchDtype): number => DTYPES[dtype].bytes;

/** undefined for the newest dtypes. */
export function storageClass(dtype: TorchDtype): string | undefined {
  const { storage } = DTYPES[dtype];
  return storage && `${storage}Storage`;
}

const BY_STORAGE = new Map((Object.keys(DTYPES) as TorchDtype[]).map((dtype) => [storageClass(dtype), dtype]));

/** The dtype of `torch.FloatStorage`, `torch.cuda.FloatStorage` and their like; an untyped storage is one of bytes. */
export function storageDtype(className: string): TorchDtype | undefined {
  const [, name] = /^torch\.(?:\w+\.)*(\w+Storage)$/.exec(className) ?? [];
  if (name === undefined) return undefined;
  return name === 'UntypedStorage' ? 'uint8' : BY_STORAGE.get(name);
}

/** The dtype that `torch.float32` names. */
export function namedDtype(name: string): TorchDtype | undefined {
  const [, dtype] = /^torch\.(\w+)$/.exec(name) ?? [];
  return dtype !== undefined && Object.hasOwn(DTYPES, dtype) ? (dtype as TorchDtype) : undefined;
}
