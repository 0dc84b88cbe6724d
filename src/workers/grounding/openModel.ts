import {
  blobSource,
  glipCheckpoint,
  GlipError,
  openCheckpoint,
  openSafetensors,
  TextTokenizer,
  type CheckpointTensor,
  type GlipConfig,
} from '../../model';
import { fetchModel, type OnBytes } from './fetchModel';
import { openRoot } from '../storage/opfsFolder';
import { webLocks } from '../storage/locks';
import type { TokenizerTexts } from '../messages/library';
import { ModelStore } from '../library/store/modelStore';
import { readModelTexts } from './modelFiles';
import type { ModelSource } from '../messages/grounding';

/** A model whose weights can be read, tensor by tensor. */
export interface OpenedModel {
  readonly config: GlipConfig;
  readonly tokenizer: TextTokenizer;
  readonly weights: ReadonlyMap<string, CheckpointTensor>;
  /** See GrounderParts. */
  readonly phrases?: readonly string[];
}

/**
 * Opens a model wherever it lies, and keeps it from being removed until `use` has ended.
 * @param onFetched hears of the bytes of a weights folder, which may go on coming while the model is used.
 * @throws GlipError `model-missing`, `storage`, `tokenizer`, `weights-fetch`, or what is wrong with the files.
 */
export async function withModel<T>(
  source: ModelSource,
  onFetched: OnBytes,
  use: (model: OpenedModel) => Promise<T>,
): Promise<T> {
  if (source.kind === 'folder') {
    const { texts, weights } = await fetchModel(source.url, onFetched);
    const { tensors } = await openSafetensors(weights);
    return use({ ...readModelTexts(texts), weights: tensors });
  }
  if (source.kind === 'stored') {
    const store = new ModelStore(await openRoot(), webLocks);
    return store.open(source.id, ({ config, tokenizer, tensors }) =>
      use({ config, tokenizer: tokenizerOf(tokenizer), weights: tensors }),
    );
  }
  const { config, weights, tokenizer } = source.model;
  const { tensors } = glipCheckpoint(await openCheckpoint(blobSource(weights)), config);
  return use({ config, tokenizer: tokenizerOf(tokenizer), weights: tensors });
}

function tokenizerOf(texts: TokenizerTexts | undefined): TextTokenizer {
  if (!texts)
    throw new GlipError(
      'tokenizer',
      'This model has no tokenizer yet. Add the tokenizer.json or the vocab.txt of bert-base-uncased to it.',
    );
  return new TextTokenizer(JSON.parse(texts['tokenizer.json']), JSON.parse(texts['tokenizer_config.json']));
}
