import * as tf from '@tensorflow/tfjs-core';

/** The part of tfjs's WebGPUBackend that is needed here; importing the class would bring the backend into every build. */
interface QueuedBackend {
  readonly commandEncoder: unknown;
  readonly queue: { onSubmittedWorkDone(): Promise<void> };
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Whether the backend works on while more is asked of it, so that a call returns before its result is there. */
export const worksBehind = (): boolean => tf.getBackend() === 'webgpu';

/** Has the backend begin what it was given so far, and resolves when that is done: at once off the GPU. */
export async function settle(): Promise<void> {
  if (!worksBehind()) return;
  const backend = tf.backend() as unknown as QueuedBackend;
  if (backend.commandEncoder) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  await backend.queue.onSubmittedWorkDone();
}
