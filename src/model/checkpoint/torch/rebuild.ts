import { PyDict, PyGlobal } from '../pickle/values';
import { namedDtype, type TorchDtype } from '../tensors/dtypes';
import { broken } from '../tensors/errors';
import { TorchTensor, TypedStorage } from './tensor';

type Rebuild = (args: readonly unknown[]) => unknown;

/**
 * The functions of Python that the reader knows, by name (`torch/_utils.py`, `torch/_tensor.py`). They are ours and make plain
 * data; one that returns undefined leaves a placeholder.
 */
const KNOWN: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['collections.OrderedDict', ([items]) => orderedDict(items)],
  ['builtins.dict', ([items]) => orderedDict(items)],
  ['torch._utils._rebuild_tensor', ([storage, offset, shape, strides]) => tensor(storage, offset, shape, strides)],
  // …, requires_grad, hooks, metadata
  [
    'torch._utils._rebuild_tensor_v2',
    ([storage, offset, shape, strides, , , metadata]) => plain(metadata) && tensor(storage, offset, shape, strides),
  ],
  // …, requires_grad, hooks, dtype, metadata: the storage is untyped
  [
    'torch._utils._rebuild_tensor_v3',
    ([storage, offset, shape, strides, , , dtype, metadata]) => {
      const named = dtype instanceof PyGlobal ? namedDtype(dtype.name) : undefined;
      return named && plain(metadata) && tensor(storage, offset, shape, strides, named);
    },
  ],
  ['torch._utils._rebuild_parameter', ([data]) => onlyTensor(data)],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => onlyTensor(data)],
  ['torch.nn.parameter.Parameter', ([data]) => onlyTensor(data)],
  // func, type, args, state: a tensor with attributes or of a subclass
  [
    'torch._tensor._rebuild_from_type_v2',
    ([func, , args]) => (func instanceof PyGlobal && Array.isArray(args) ? rebuild(func.name, args) : undefined),
  ],
]);

/** @returns undefined for a callable that is not known. */
export function rebuild(name: string, args: readonly unknown[]): unknown {
  const known = KNOWN.get(name)?.(args);
  return known === false ? undefined : known;
}

function orderedDict(items: unknown): PyDict {
  const dict = new PyDict();
  if (items === undefined) return dict;
  if (items instanceof Map) return new PyDict(items);
  const isPair = (item: unknown): item is [unknown, unknown] => Array.isArray(item) && item.length === 2;
  if (!Array.isArray(items) || !items.every(isPair)) throw broken('its pickle makes a dict of what are no items');
  for (const [key, value] of items) dict.set(key, value);
  return dict;
}

function tensor(
  storage: unknown,
  offset: unknown,
  shape: unknown,
  strides: unknown,
  dtype?: TorchDtype,
): TorchTensor | undefined {
  // The storage of a dtype that is not known here is a placeholder, and so is its tensor.
  if (!(storage instanceof TypedStorage)) return undefined;
  if (!Array.isArray(shape) || !Array.isArray(strides)) throw broken('its pickle makes a tensor without a shape');
  return new TorchTensor(
    dtype ?? storage.dtype,
    { shape: shape as number[], strides: strides as number[], offset: offset as number },
    storage.storage,
  );
}

const onlyTensor = (data: unknown) => (data instanceof TorchTensor ? data : undefined);

/** A tensor may be marked as the conjugate or the negative of its data; that is not known here. */
const plain = (metadata: unknown) =>
  !(metadata instanceof Map) || [...metadata.values()].every((mark) => mark === false);
