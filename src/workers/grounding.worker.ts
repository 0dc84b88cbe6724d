/** Owns tfjs, the weights and the model. It loads one model in its life: after a failure the page starts a new worker. */
import * as tf from '@tensorflow/tfjs-core';
import { expose, releaseProxy } from 'comlink';
import { GlipError } from '../model/errors';
import { brokenWords } from '../model/text/brokenWords';
import type { GroundResult } from '../model/types';
import type { StartedBackend } from './startedBackend';
import { checkFits } from './checkFits';
import { installErrorTransfer, Superseded } from './errors';
import { LatestRun } from './latestRun';
import { loadModel, type LoadedModel } from './loadModel';
import { HeldPicture } from './picture';
import type { GroundingWorkerApi, GroundRequest, MemoryInfo } from './protocol';

const LOSS_MILLISECONDS = 200;

const runs = new LatestRun();
const picture = new HeldPicture();
let loaded: LoadedModel | undefined;
let finishedPicture: string | undefined;

const api: GroundingWorkerApi = {
  load: (request, onProgress) =>
    reporting(onProgress, async () => {
      loaded = await loadModel(request, onProgress);
      return loaded.info;
    }),

  parse: async (prompt, spans) => {
    const { grounder, tokenizer } = model();
    return { ...(await grounder.parse(prompt, spans)), brokenWords: brokenWords(tokenizer, prompt) };
  },

  ground: (request, onProgress) => {
    picture.take(request.imageId, request.bitmap);
    return reporting(onProgress, () => ground(request, onProgress));
  },

  alignment: (span) => runs.exclusive(() => onBackend(() => model().grounder.alignment(span))),

  memory: () => Promise.resolve(memory()),

  abandon: () => runs.abandon(),

  deviceLost: () => model().backend.lost ?? new Promise<never>(() => {}),

  debugAlignment: (input) => runs.exclusive(() => onBackend(() => model().grounder.alignmentLogits(input))),

  debugDestroyDevice: () => model().backend.destroyDevice?.(),
};

function ground(request: GroundRequest, onProgress: Parameters<GroundingWorkerApi['ground']>[1]): Promise<GroundResult> {
  const { grounder, backend } = model();
  const { imageId: id, originalWidth: width, originalHeight: height, prompt, spans, inputSize } = request;
  checkFits(grounder.config, inputSize, backend);
  return runs.run((checkpoint) =>
    onBackend(async () => {
      const image = { id, pixels: picture.pixels(), width, height };
      const result = await grounder.ground({ image, prompt, spans, ...(inputSize && { inputSize }) }, async (stage, fraction) => {
        onProgress({ stage, fraction });
        await checkpoint();
      });
      if (id !== finishedPicture) backend.trim?.();
      finishedPicture = id;
      return result;
    }),
  );
}

/** Work on the backend, whose result counts only if the backend is sound afterwards. */
async function onBackend<T>(work: () => Promise<T>): Promise<T> {
  const { backend } = model();
  try {
    const result = await work();
    throwIfFailed(backend);
    return result;
  } catch (error) {
    if (error instanceof Superseded || error instanceof GlipError) throw error;
    // Reading back from a lost device fails before the loss itself is told.
    await Promise.race([backend.lost, new Promise((resolve) => setTimeout(resolve, LOSS_MILLISECONDS))]);
    throwIfFailed(backend);
    // An aborted wasm module (out of memory, mostly) cannot go on; anything else is a fault of ours.
    if (error instanceof WebAssembly.RuntimeError) {
      throw new GlipError('backend', 'WebAssembly broke off, probably for want of memory. A smaller picture may help.', { cause: error });
    }
    throw error;
  }
}

function throwIfFailed(backend: StartedBackend): void {
  const failure = backend.failure?.();
  if (failure) throw failure;
}

/** A callback from the page is a message port, which stays open until it is released. */
async function reporting<T>(callback: object, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    (callback as { [releaseProxy]?: () => void })[releaseProxy]?.();
  }
}

function memory(): MemoryInfo {
  const { numTensors, numBytes, ...gpu } = tf.memory() as tf.MemoryInfo & Partial<Record<'numBytesInGPU' | 'numBytesAllocatedInGPU', number>>;
  return { tensors: numTensors, bytes: numBytes, gpuBytes: gpu.numBytesInGPU ?? 0, gpuBytesAllocated: gpu.numBytesAllocatedInGPU ?? 0 };
}

function model(): LoadedModel {
  if (!loaded) throw new GlipError('internal', 'The model has not been loaded yet.');
  return loaded;
}

installErrorTransfer();
expose(api);
