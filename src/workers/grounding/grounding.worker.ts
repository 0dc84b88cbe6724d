/** Owns tfjs, the weights and the model. It loads one model in its life: after a failure the page starts a new worker. */
import * as tf from '@tensorflow/tfjs-core';
import { expose, releaseProxy } from 'comlink';
import {
  brokenWords,
  GlipError,
  type GroundResult,
  type OnStage,
  type Taught,
  type TeachRequest,
  type TeachStep,
} from '../../model';
import type { StartedBackend } from '../backends/startedBackend';
import { checkFits } from '../backends/checkFits';
import { installErrorTransfer, Superseded } from '../messages/errors';
import { LatestRun, type Checkpoint } from './latestRun';
import { loadModel, type LoadedModel } from './loadModel';
import { HeldPicture } from './heldPicture';
import type { BatchRequest, GroundingWorkerApi, GroundRequest, MemoryInfo } from '../messages/grounding';

const LOSS_MILLISECONDS = 200;

const runs = new LatestRun();
const picture = new HeldPicture();
const batchPicture = new HeldPicture();
let loaded: LoadedModel | undefined;
/** The latest finished request of `ground`, and whether the grounder still remembers it: a batch makes it forget. */
let finished: { readonly request: GroundRequest; readonly remembered: boolean } | undefined;
/** Counts what was abandoned: a lesson of a former count is to stop. */
let teachings = 0;

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

  ground: (request, onProgress) =>
    reporting(onProgress, () => {
      picture.take(request.imageId, request.bitmap);
      return ground(request, onProgress);
    }),

  groundInBatch: (request, onProgress) =>
    reporting(onProgress, () => {
      const { imageId, bitmap, inputSize } = request;
      if (bitmap || !model().grounder.holds(imageId, inputSize)) batchPicture.take(imageId, bitmap);
      return groundInBatch(request, onProgress);
    }),

  retain: (imageIds) => model().grounder.retain(imageIds),

  teach: (request, onStep) => reporting(onStep, () => teach(request, onStep)),

  abandonTeaching: () => {
    teachings++;
  },

  alignment: (span) =>
    runs.exclusive(() =>
      onBackend(async () => {
        await recall();
        return model().grounder.alignment(span);
      }),
    ),

  memory: () => Promise.resolve(memory()),

  abandon: () => runs.abandon(),

  deviceLost: () => model().backend.lost ?? new Promise<never>(() => {}),

  debugAlignment: (input) => runs.exclusive(() => onBackend(() => model().grounder.alignmentLogits(input))),

  debugDestroyDevice: () => model().backend.destroyDevice?.(),
};

type OnProgress = Parameters<GroundingWorkerApi['ground']>[1];

async function ground(request: GroundRequest, onProgress: OnProgress): Promise<GroundResult> {
  checkRequest(request);
  return runs.run((checkpoint) => groundHeld(request, reportTo(onProgress, checkpoint)));
}

async function groundInBatch(request: BatchRequest, onProgress: OnProgress): Promise<GroundResult> {
  checkRequest(request);
  return runs.background((checkpoint) => {
    finished &&= { ...finished, remembered: false };
    return groundPicture(request, batchPicture, reportTo(onProgress, checkpoint));
  });
}

async function groundHeld(request: GroundRequest, onStage?: OnStage): Promise<GroundResult> {
  const result = await groundPicture(request, picture, onStage);
  finished = { request, remembered: true };
  return result;
}

/** Grounds the latest finished request once more where a batch has come between: words are aligned with its picture. */
async function recall(): Promise<void> {
  if (finished && !finished.remembered && picture.holds(finished.request.imageId)) await groundHeld(finished.request);
}

function groundPicture(request: BatchRequest, held: HeldPicture, onStage?: OnStage): Promise<GroundResult> {
  const { grounder, backend, profile } = model();
  const {
    imageId: id,
    originalWidth: width,
    originalHeight: height,
    prompt,
    spans,
    spansOnly,
    inputSize,
    tuned,
  } = request;
  return onBackend(async () => {
    const image = { id, width, height, ...(!grounder.holds(id, inputSize) && { pixels: held.pixels() }) };
    const result = await grounder.ground(
      {
        image,
        prompt,
        spans,
        ...(spansOnly && { spansOnly }),
        ...(inputSize && { inputSize }),
        ...(tuned && { tuned }),
        profile,
      },
      onStage,
    );
    backend.endRun?.();
    return result;
  });
}

/** A lesson may take minutes: between its pieces, each about a run of the head, others are let in. */
async function teach(request: TeachRequest, onStep: (step: TeachStep) => void): Promise<Taught> {
  const { grounder, backend } = model();
  const teaching = teachings;
  return runs.inPieces((rest) => {
    const pause = async () => {
      await rest();
      if (teaching !== teachings) throw new Superseded('The teaching was stopped.');
    };
    // Not awaited: the page need not keep up.
    const tell = (step: TeachStep) => void onStep(step);
    return onBackend(() => grounder.teach(request, tell, pause)).finally(() => backend.endRun?.());
  });
}

function checkRequest({ inputSize }: GroundRequest): void {
  const { grounder, halves, backend } = model();
  checkFits({ config: grounder.config, halves }, inputSize, backend);
}

/** Tells of every stage, and lets others in after it. */
const reportTo =
  (onProgress: OnProgress, checkpoint: Checkpoint): OnStage =>
  async (stage, fraction) => {
    onProgress({ stage, fraction });
    await checkpoint();
  };

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
      throw new GlipError(
        'backend',
        'WebAssembly broke off, probably for want of memory. A smaller picture may help.',
        { cause: error },
      );
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
  const { numTensors, numBytes, ...gpu } = tf.memory() as tf.MemoryInfo &
    Partial<Record<'numBytesInGPU' | 'numBytesAllocatedInGPU', number>>;
  return {
    tensors: numTensors,
    bytes: numBytes,
    gpuBytes: gpu.numBytesInGPU ?? 0,
    gpuBytesAllocated: gpu.numBytesAllocatedInGPU ?? 0,
  };
}

function model(): LoadedModel {
  if (!loaded) throw new GlipError('internal', 'The model has not been loaded yet.');
  return loaded;
}

installErrorTransfer();
expose(api);
