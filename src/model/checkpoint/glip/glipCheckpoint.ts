import type { GlipConfig } from '../../config/config';
import { parseConfig } from '../../config/configReader';
import { GlipError } from '../../errors';
import { readGlip } from '../../network/glip';
import type { Checkpoint, CheckpointTensor } from '../tensors/checkpoint';
import { parameterShapes } from '../../network/params';
import { withOfficialNames } from './naming';
import { otherModel, tunedPromptOf } from './recognise';
import { elementCount } from '../tensors/strided';
import { noConfig, releasedConfig } from './variant';

/** A weights file that holds a whole GLIP. */
export interface GlipCheckpoint {
  readonly config: GlipConfig;
  /** What GLIP needs of the file, and nothing else. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The names of the classes that it was fine-tuned for, where the file tells them: they are its prompt. */
  readonly classes?: readonly string[];
}

/** How many numbers its tensors hold. */
export const elementsOf = ({ tensors }: GlipCheckpoint): number =>
  [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);

const FLOATS = /^b?float\d+$/;

/** The keys of a safetensors file's metadata: the text of a config.json, and a JSON list of class names. */
const CONFIG_KEY = 'glip_config';
const CLASSES_KEY = 'glip_classes';

/** What a safetensors file says of its GLIP, so that it can be opened without a config.json beside it. */
export const glipMetadata = ({
  config,
  classes,
}: Pick<GlipCheckpoint, 'config' | 'classes'>): Readonly<Record<string, string>> => ({
  [CONFIG_KEY]: JSON.stringify(config),
  ...(classes && { [CLASSES_KEY]: JSON.stringify(classes) }),
});

/**
 * Finds a GLIP in a weights file, whether its tensors have the official names or those of MMDetection or detectron2-glip. Names that
 * it does not know, such as the unused `cls_logits` and buffers that are computed anyway, are left out. Its config is the given one,
 * else that of the file's metadata, else that of the released variant with the same sizes. There is no other: numbers of attention
 * heads and what happens before and after the network leave no trace in weights.
 * @param config as its config.json tells.
 * @param fallback for a file that does not tell its config itself.
 * @throws GlipError `weights-model` that says what the file holds instead; `config-missing` for a GLIP whose config nothing tells;
 * `config` for unreadable metadata; `weights-tensor` that names tensors which are missing, of another shape or not of floating-point
 * numbers: every one, or the first where the config came from elsewhere and may be that of another model.
 */
export function glipCheckpoint(stored: Checkpoint, config?: GlipConfig, fallback?: GlipConfig): GlipCheckpoint {
  const checkpoint = withOfficialNames(stored);
  const names = [...checkpoint.tensors.keys()];
  const found = otherModel(names) ?? tunedPromptOf(names);
  if (found !== undefined) {
    throw new GlipError(
      'weights-model',
      `This ${checkpoint.form} file holds ${found}. Choose a checkpoint of GLIP, such as glip_tiny_model_o365_goldg_cc_sbu.pth.`,
    );
  }
  const glip = findConfigured(checkpoint, config, fallback);
  const classes = checkpoint.classes ?? readClasses(checkpoint.metadata?.[CLASSES_KEY]);
  return { ...glip, ...(classes && { classes }) };
}

function findConfigured({ tensors, metadata }: Checkpoint, config?: GlipConfig, fallback?: GlipConfig): GlipCheckpoint {
  if (config) return fitted(tensors, config, 'their config.json');
  const embedded = metadata?.[CONFIG_KEY];
  if (embedded !== undefined) {
    const own = parseConfig(embedded, 'The config in the metadata of this file');
    return fitted(tensors, own, 'the config in their metadata');
  }
  const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
  const released = releasedConfig(shapes);
  if (released) return fitted(tensors, released);
  if (fallback) return fitted(tensors, fallback, 'their config.json');
  throw noConfig(shapes);
}

/** Class names are a help and no more: metadata that has none that can be read is as good as without. */
function readClasses(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
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
