import { Grounder } from '../model/grounder';
import { inputSizesOf } from '../model/image/inputSize';
import type { TextTokenizer } from '../model/text/tokenizer';
import { startBackend, type StartedBackend } from './backends';
import { fetchModel, type OnBytes } from './fetchModel';
import { readModelFiles } from './modelFiles';
import type { LoadRequest, ModelInfo, Progress } from './protocol';

export interface LoadedModel {
  readonly grounder: Grounder;
  readonly tokenizer: TextTokenizer;
  readonly backend: StartedBackend;
  readonly info: ModelInfo;
}

/** Share of the load that is the download; the rest is the upload to the backend and the compiling of its kernels. */
const WEIGHTS_SHARE = 0.7;

const PROGRESS_MILLISECONDS = 50;

/**
 * Starts the backend while the weights folder comes in, and makes the model ready for its first picture.
 * @throws GlipError `backend`, `weights-fetch`, or what is wrong with the files.
 */
export async function loadModel(request: LoadRequest, onProgress: (progress: Progress) => void): Promise<LoadedModel> {
  const start = performance.now();
  const compiling = (fraction: number) => onProgress({ stage: 'compile', fraction: WEIGHTS_SHARE + (1 - WEIGHTS_SHARE) * fraction });
  const [backend, files] = await Promise.all([
    startBackend(request.backend, request.threads),
    fetchModel(request.model.kind === 'folder' ? request.model.url : '', fetching(onProgress)),
  ]);
  compiling(0);
  const parts = readModelFiles(files);
  const grounder = await Grounder.create(parts);
  // The noun-phrase chunker is fetched with its first caption: now, since later the visitor may be offline.
  await grounder.parse('a cat', []);
  if (backend.name === 'webgpu' && !backend.software) await warmUp(grounder, compiling);
  const failure = backend.failure?.();
  if (failure) throw failure;
  backend.trim?.();

  const { name, text, postprocess, image } = grounder.config;
  const info: ModelInfo = {
    name,
    parameters: grounder.parameters,
    backend: backend.name,
    device: backend.device,
    maxTokens: text.maxTokens,
    defaultThreshold: postprocess.defaultThreshold,
    inputSize: { min: image.minSize, max: image.maxSize },
    inputSizes: inputSizesOf(image),
    loadMilliseconds: performance.now() - start,
  };
  return { grounder, tokenizer: parts.tokenizer, backend, info };
}

/** A large model comes in ten thousands of chunks; the page hears of one in a while, and of the last. */
function fetching(onProgress: (progress: Progress) => void): OnBytes {
  let told = -Infinity;
  return (loaded, total) => {
    const now = performance.now();
    if (now - told < PROGRESS_MILLISECONDS && loaded !== total) return;
    told = now;
    onProgress({ stage: 'weights', fraction: total ? (WEIGHTS_SHARE * loaded) / total : 0, loaded, ...(total ? { total } : {}) });
  };
}

/** WebGPU compiles a kernel when it first needs it: a run on a blank picture takes that wait off the visitor's first one. */
async function warmUp(grounder: Grounder, onFraction: (fraction: number) => void): Promise<void> {
  const size = grounder.config.image.minSize;
  const pixels = { data: new Uint8ClampedArray(4 * size * size).fill(255), width: size, height: size };
  const image = { id: 'warm-up', pixels, width: size, height: size };
  await grounder.ground({ image, prompt: 'a cat', spans: [] }, (_stage, fraction) => onFraction(fraction));
}
