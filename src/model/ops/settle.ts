import * as tf from '@tensorflow/tfjs-core';

/** The part of tfjs's WebGPUBackend that is needed here; importing the class would bring the backend into every build. */
interface QueuedBackend {
  readonly commandEncoder: unknown;
  readonly queue: { onSubmittedWorkDone(): Promise<void> };
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Waits until the backend has done what it was given, so that the time of a stage is its own. Nothing to wait for off the GPU. */
export async function settle(): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend() as unknown as QueuedBackend;
  if (backend.commandEncoder) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  await backend.queue.onSubmittedWorkDone();
}
