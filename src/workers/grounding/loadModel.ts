import {
  Grounder,
  inputSizesOf,
  parsePrompt,
  precompile,
  settle,
  warmUp,
  type InputSize,
  type TextTokenizer,
} from '../../model';
import { startBackend } from '../backends/startBackend';
import { checkFits, memoryOf } from '../backends/checkFits';
import type { OnBytes } from './fetchModel';
import { withModel, type OpenedModel } from './openModel';
import type { LoadRequest, ModelInfo, Progress } from '../messages/grounding';
import type { StartedBackend } from '../backends/startedBackend';

export interface LoadedModel {
  readonly grounder: Grounder;
  /** Whether the weights are halves in their file. */
  readonly halves: boolean;
  readonly tokenizer: TextTokenizer;
  readonly backend: StartedBackend;
  readonly info: ModelInfo;
  /** See LoadRequest. */
  readonly profile: boolean;
}

/** Shares of the load that are getting the weights and putting them on the backend; the rest is the first run of its kernels. */
const FETCH_SHARE = 0.5;
const UPLOAD_SHARE = 0.9;

const PROGRESS_MILLISECONDS = 50;

type OnProgress = (progress: Progress) => void;

/**
 * Starts the backend while the model is opened, lets it compile its kernels while the weights are put on it, and makes it ready for
 * its first picture.
 * @throws GlipError: see LoadRequest.
 */
export async function loadModel(
  { model, backend, threads, inputSize, besideBytes, profile = false }: LoadRequest,
  onProgress: OnProgress,
): Promise<LoadedModel> {
  const start = performance.now();
  const starting = startBackend(backend, threads);
  starting.catch(() => undefined); // told when it is awaited, unless the model fails first
  // The noun-phrase chunker is fetched with its first caption: now, since later the visitor may be offline.
  const chunking = parsePrompt('a cat', []);
  chunking.catch(() => undefined);
  const progress = new WeightsProgress(model.kind === 'folder', onProgress);
  return withModel(model, progress.fetched, async (opened) => {
    const started = await starting;
    const halves = [...opened.weights.values()].every(({ dtype }) => dtype === 'float16');
    const size = { config: opened.config, halves };
    checkFits(size, inputSize, started, { besideBytes });
    const compiling = await started.compileAhead?.(() => precompile(opened.config, halves));
    const grounder = await upload(opened, progress.uploaded);
    await chunking;
    // Of the upload, nothing is of use to the runs that follow.
    started.endRun?.();
    await compiling?.compiled;
    await makeReady(grounder, started, inputSize, (fraction) =>
      onProgress({ stage: 'compile', fraction: UPLOAD_SHARE + (1 - UPLOAD_SHARE) * fraction }),
    );
    return {
      grounder,
      halves,
      tokenizer: opened.tokenizer,
      backend: started,
      profile,
      info: infoOf(grounder, started, memoryOf(size, inputSize, started), performance.now() - start),
    };
  });
}

function upload(opened: OpenedModel, onUploaded: OnBytes): Promise<Grounder> {
  const total = [...opened.weights.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  return Grounder.load(opened, async (bytes) => {
    onUploaded(bytes, total);
    await settle();
  });
}

/** Weights that are fetched are put on the backend as they come: one bar for both, and the bytes are those that take longer. */
class WeightsProgress {
  private fetchedShare = 0;
  private uploadedShare = 0;

  constructor(
    private readonly fetching: boolean,
    private readonly onProgress: OnProgress,
  ) {}

  readonly fetched: OnBytes = seldom((loaded, total) => {
    this.fetchedShare = total ? loaded / total : 0;
    this.tell({ loaded, ...(total ? { total } : {}) });
  });

  readonly uploaded: OnBytes = seldom((loaded, total) => {
    this.uploadedShare = total ? loaded / total : 0;
    this.tell(this.fetching ? {} : { loaded, ...(total ? { total } : {}) });
  });

  private tell(bytes: Pick<Progress, 'loaded' | 'total'>): void {
    const fetchShare = this.fetching ? FETCH_SHARE : 0;
    const fraction = fetchShare * this.fetchedShare + (UPLOAD_SHARE - fetchShare) * this.uploadedShare;
    this.onProgress({ stage: 'weights', fraction, ...bytes });
  }
}

async function makeReady(
  grounder: Grounder,
  backend: StartedBackend,
  inputSize: InputSize | undefined,
  onFraction: (fraction: number) => void,
): Promise<void> {
  onFraction(0);
  if (backend.name === 'webgpu' && !backend.software) await warmUp(grounder, inputSize, onFraction);
  const failure = backend.failure?.();
  if (failure) throw failure;
  backend.endRun?.();
}

function infoOf(
  { config, parameters }: Grounder,
  backend: StartedBackend,
  memoryBytes: number,
  loadMilliseconds: number,
): ModelInfo {
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
    memoryBytes,
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
