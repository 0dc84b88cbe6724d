import type { GlipError } from '../../model';
import type { BackendName } from '../messages/grounding';

/** A running tfjs backend. The members that are left out have no meaning on it. */
export interface StartedBackend {
  readonly name: BackendName;
  /** For the visitor: the GPU's name, or the threads. */
  readonly device: string;
  /** Of wasm. */
  readonly threads?: number;
  /** A GPU in name only, which calculates on the processor: for tests. */
  readonly software?: boolean;
  readonly limits?: BackendLimits;
  /** Resolves with a reason when the GPU device is gone, and everything on it. */
  readonly lost?: Promise<string>;
  /** Why results are not to be trusted any more: the device is gone (`device-lost`), or the GPU reported an error (`backend`). */
  failure?(): GlipError | undefined;
  /** Begins to compile what a run will need, see compileAhead; its promise is kept when the kernels are ready. */
  compileAhead?(rehearsal: () => Promise<void>): Promise<{ readonly compiled: Promise<unknown> }>;
  /** Gives the GPU memory back that the run which ends here had no use for. */
  endRun?(): void;
  destroyDevice?(): void;
}

/** What a backend can hold, as far as it is known. Bytes. */
export interface BackendLimits {
  /** One tensor. */
  readonly tensor?: number;
  /** All together. */
  readonly total?: number;
  /** How often the weights lie in memory. */
  readonly copiesOfWeights: number;
}
