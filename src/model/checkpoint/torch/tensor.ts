import type { CheckpointTensor } from '../tensors/checkpoint';
import { bytesPer, type TorchDtype } from '../tensors/dtypes';
import { badTensor } from '../tensors/errors';
import { checkLayout, elementCount, readStrided, type Layout, type ReadBytes } from '../tensors/strided';

/** The bytes behind tensors. Several tensors may share one. */
export interface Storage {
  readonly bytes: number;
  readonly read: ReadBytes;
}

/** A storage as a pickle refers to it: with the dtype of its elements. */
export class TypedStorage {
  constructor(
    readonly storage: Storage,
    readonly dtype: TorchDtype,
  ) {}
}

/** A tensor as a pickle describes it. Nothing of it is checked before it is wanted: a broken optimizer hurts nobody. */
export class TorchTensor {
  constructor(
    private readonly dtype: TorchDtype,
    private readonly layout: Layout,
    private readonly storage: Storage,
  ) {}

  /**
   * @param limit bytes of the file; no tensor may take more. An expanded one (stride 0) can claim any size.
   * @throws GlipError `weights-tensor`
   */
  open(name: string, limit: number): CheckpointTensor {
    const { dtype, layout, storage } = this;
    const elementBytes = bytesPer(dtype);
    checkLayout(name, layout, Math.floor(storage.bytes / elementBytes));
    const bytes = elementCount(layout.shape) * elementBytes;
    if (!(bytes <= limit)) throw badTensor(name, `would take ${bytes} bytes, more than the whole file`);
    return { dtype, shape: layout.shape, bytes, read: () => readStrided(layout, elementBytes, storage.read) };
  }
}
