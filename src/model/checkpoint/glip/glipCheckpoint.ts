import type { GlipConfig } from '../../config/config';
import { parseConfig } from '../../config/configReader';
import { GlipError } from '../../errors';
import { readGlip } from '../../network/glip';
import type { Checkpoint, CheckpointTensor } from '../tensors/checkpoint';
import { parameterShapes } from '../../network/params';
import { otherModel } from './recognise';
import { elementCount } from '../tensors/strided';
import { noConfig, releasedConfig } from './variant';

/** A weights file that holds a whole GLIP. */
export interface GlipCheckpoint {
  readonly config: GlipConfig;
  /** What GLIP needs of the file, and nothing else. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

/** How many numbers its tensors hold. */
export const elementsOf = ({ tensors }: GlipCheckpoint): number =>
  [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);

const FLOATS = /^b?float\d+$/;

/** Where the metadata of a safetensors file has the config of its GLIP, as the text of a config.json. */
const METADATA_KEY = 'glip_config';

/** What a safetensors file says of its config, so that it can be opened without a config.json beside it. */
export const configMetadata = (config: GlipConfig): Readonly<Record<string, string>> => ({
  [METADATA_KEY]: JSON.stringify(config),
});

/**
 * Finds a GLIP in a weights file. Names that it does not know, such as the unused `cls_logits` and buffers that are computed
 * anyway, are left out. Its config is the given one, else that of the file's metadata, else that of the released variant with the
 * same sizes. There is no other: numbers of attention heads and what happens before and after the network leave no trace in weights.
 * @param config as its config.json tells.
 * @param fallback for a file that does not tell its config itself.
 * @throws GlipError `weights-model` that says what the file holds instead; `config-missing` for a GLIP whose config nothing tells;
 * `config` for unreadable metadata; `weights-tensor` that names tensors which are missing, of another shape or not of floating-point
 * numbers: every one, or the first where the config came from elsewhere and may be that of another model.
 */
export function glipCheckpoint(checkpoint: Checkpoint, config?: GlipConfig, fallback?: GlipConfig): GlipCheckpoint {
  const found = otherModel([...checkpoint.tensors.keys()]);
  if (found !== undefined) {
    throw new GlipError(
      'weights-model',
      `This ${checkpoint.form} file holds ${found}. Choose a checkpoint of GLIP, such as glip_tiny_model_o365_goldg_cc_sbu.pth.`,
    );
  }
  const embedded = checkpoint.metadata?.[METADATA_KEY];
  if (config) return fitted(checkpoint.tensors, config, 'their config.json');
  if (embedded !== undefined)
    return fitted(
      checkpoint.tensors,
      parseConfig(embedded, 'The config in the metadata of this file'),
      'the config in their metadata',
    );
  const shapes = new Map([...checkpoint.tensors].map(([name, { shape }]) => [name, shape]));
  const released = releasedConfig(shapes);
  if (released) return fitted(checkpoint.tensors, released);
  if (fallback) return fitted(checkpoint.tensors, fallback, 'their config.json');
  throw noConfig(shapes);
}

/** @param source of a config that is not the tensors' own. */
function fitted(tensors: Checkpoint['tensors'], config: GlipConfig, source?: string): GlipCheckpoint {
  const chosen = new Map<string, CheckpointTensor>();
  const faults: string[] = [];
  for (const [name, shape] of parameterShapes((scope) => readGlip(scope, config))) {
    const tensor = tensors.get(name);
    if (!tensor) faults.push(`"${name}" is missing`);
    else if (tensor.shape.join() !== shape.join())
      faults.push(`"${name}" is [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    else if (!FLOATS.test(tensor.dtype)) faults.push(`"${name}" is of ${tensor.dtype}`);
    else chosen.set(name, tensor);
  }
  if (faults.length === 0) return { config, tensors: chosen };
  if (source === undefined)
    throw new GlipError(
      'weights-tensor',
      `This checkpoint does not fit the model ${config.name}: tensor ${faults.join('; ')}.`,
    );
  const more = faults.length > 1 ? ` It is the first of ${faults.length} that do not fit.` : '';
  throw new GlipError(
    'weights-tensor',
    `These weights do not fit ${source} (${config.name}): tensor ${faults[0]}.${more}`,
  );
}
