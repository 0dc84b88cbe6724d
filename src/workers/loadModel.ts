import { Grounder } from '../model/grounder';
import { atInputSize, inputSizesOf, type InputSize } from '../model/image/inputSize';
import { settle } from '../model/ops/settle';
import type { TextTokenizer } from '../model/text/tokenizer';
import { startBackend } from './backends';
import { checkFits } from './checkFits';
import type { OnBytes } from './fetchModel';
import { withModel, type OpenedModel } from './openModel';
import type { LoadRequest, ModelInfo, Progress } from './protocol';
import type { StartedBackend } from './startedBackend';

export interface LoadedModel {
  readonly grounder: Grounder;
  readonly tokenizer: TextTokenizer;
  readonly backend: StartedBackend;
  readonly info: ModelInfo;
}

/** Shares of the load that are getting the weights and putting them on the backend; the rest is the compiling of its kernels. */
const FETCH_SHARE = 0.5;
const UPLOAD_SHARE = 0.9;

const PROGRESS_MILLISECONDS = 50;

type OnProgress = (progress: Progress) => void;

/**
 * Starts the backend while the model is opened, puts the weights on it, and makes it ready for its first picture.
 * @throws GlipError: see LoadRequest.
 */
export async function loadModel({ model, backend, threads, inputSize }: LoadRequest, onProgress: OnProgress): Promise<LoadedModel> {
  const start = performance.now();
  const starting = startBackend(backend, threads);
  starting.catch(() => undefined); // told when it is awaited, unless the model fails first
  const fetched = seldom((loaded, total) =>
    onProgress({ stage: 'weights', fraction: total ? (FETCH_SHARE * loaded) / total : 0, loaded, ...(total ? { total } : {}) }),
  );
  return withModel(model, fetched, async (opened) => {
    const started = await starting;
    checkFits(opened.config, inputSize, started);
    const grounder = await upload(opened, model.kind === 'folder' ? FETCH_SHARE : 0, onProgress);
    // Of the upload, nothing is of use to the runs that follow.
    started.endRun?.();
    await makeReady(grounder, started, inputSize, (fraction) => onProgress({ stage: 'compile', fraction: UPLOAD_SHARE + (1 - UPLOAD_SHARE) * fraction }));
    return { grounder, tokenizer: opened.tokenizer, backend: started, info: infoOf(grounder, started, performance.now() - start) };
  });
}

/** @param from share of the load that is done. */
function upload(opened: OpenedModel, from: number, onProgress: OnProgress): Promise<Grounder> {
  const total = [...opened.weights.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const uploaded = seldom((loaded) => onProgress({ stage: 'weights', fraction: from + ((UPLOAD_SHARE - from) * loaded) / total, loaded, total }));
  return Grounder.load(opened, async (bytes) => {
    uploaded(bytes, total);
    await settle();
  });
}

async function makeReady(grounder: Grounder, backend: StartedBackend, inputSize: InputSize | undefined, onFraction: (fraction: number) => void): Promise<void> {
  onFraction(0);
  // The noun-phrase chunker is fetched with its first caption: now, since later the visitor may be offline.
  await grounder.parse('a cat', []);
  if (backend.name === 'webgpu' && !backend.software) await warmUp(grounder, inputSize, onFraction);
  const failure = backend.failure?.();
  if (failure) throw failure;
  backend.endRun?.();
}

function infoOf({ config, parameters }: Grounder, backend: StartedBackend, loadMilliseconds: number): ModelInfo {
  const { name, text, postprocess, image } = config;
  return {
    name,
    parameters,
    backend: backend.name,
    device: backend.device,
    maxTokens: text.maxTokens,
    defaultThreshold: postprocess.defaultThreshold,
    inputSize: { min: image.minSize, max: image.maxSize },
    inputSizes: inputSizesOf(image),
    loadMilliseconds,
  };
}

/** A large model comes in ten thousands of chunks; the page hears of one in a while, and of the last. */
function seldom(tell: OnBytes): OnBytes {
  let told = -Infinity;
  return (loaded, total) => {
    const now = performance.now();
    if (now - told < PROGRESS_MILLISECONDS && loaded !== total) return;
    told = now;
    tell(loaded, total);
  };
}

/** WebGPU compiles a kernel when it first needs it: a run on a blank picture takes that wait off the visitor's first one. */
async function warmUp(grounder: Grounder, inputSize: InputSize | undefined, onFraction: (fraction: number) => void): Promise<void> {
  const size = atInputSize(grounder.config.image, inputSize).minSize;
  const pixels = { data: new Uint8ClampedArray(4 * size * size).fill(255), width: size, height: size };
  const image = { id: 'warm-up', pixels, width: size, height: size };
  await grounder.ground({ image, prompt: 'a cat', spans: [], ...(inputSize && { inputSize }) }, (_stage, fraction) => onFraction(fraction));
}
