import * as tf from '@tensorflow/tfjs-core';

interface QueuedBackend {
  submitQueue(): void;
  readonly queue: { onSubmittedWorkDone(): Promise<void> };
}

/** Waits until the backend has done what it was given, so that the time of a stage is its own. Nothing to wait for off the GPU. */
export async function settle(): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend() as unknown as QueuedBackend;
  backend.submitQueue();
  await backend.queue.onSubmittedWorkDone();
}
