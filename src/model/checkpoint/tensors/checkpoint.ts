import type { TorchDtype } from './dtypes';

/** A tensor of a weights file, wherever and however it lies there. */
export interface CheckpointTensor {
  readonly dtype: TorchDtype;
  readonly shape: readonly number[];
  /** Bytes that `read` gives. */
  readonly bytes: number;
  /** The elements, little-endian and row-major. @throws GlipError `weights-format` for a damaged file. */
  readonly read: () => Promise<Uint8Array>;
}

/** Something in the file that is no tensor and was not looked into. */
export interface Skipped {
  /** e.g. `scheduler.milestones[0]` */
  readonly path: string;
  /** The Python class, e.g. `argparse.Namespace`. */
  readonly className: string;
}

/** The tensors of a weights file, in its order. */
export interface Checkpoint {
  readonly form: 'PyTorch zip' | 'PyTorch legacy' | 'safetensors';
  /** By name, without `module.`. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly skipped: readonly Skipped[];
  /** What the file says beside its tensors; only safetensors can. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The names of the classes that it was trained on, where the trainer of a PyTorch file wrote them down. */
  readonly classes?: readonly string[];
}
