import type { GlipConfig } from './config';
import { GlipError } from './errors';
import { readGlip } from './glip';
import type { Checkpoint, CheckpointTensor } from './weights/checkpoint';
import { parameterShapes } from './weights/params';
import { otherModel } from './weights/recognise';
import { elementCount } from './weights/torch/strided';
import { inferConfig } from './weights/variant';

/** A weights file that holds a whole GLIP. */
export interface GlipCheckpoint {
  readonly config: GlipConfig;
  /** What GLIP needs of the file, and nothing else. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

/** How many numbers its tensors hold. */
export const elementsOf = ({ tensors }: GlipCheckpoint): number => [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);

const FLOATS = /^b?float\d+$/;

/**
 * Finds a GLIP in a weights file. Names that it does not know, such as the unused `cls_logits` and buffers that are computed
 * anyway, are left out.
 * @param config if the sizes are known; otherwise they are read off the tensors.
 * @throws GlipError `weights-model` that says what the file holds instead; `weights-tensor` that names every tensor which is
 * missing, of another shape or not of floating-point numbers.
 */
export function glipCheckpoint(checkpoint: Checkpoint, config?: GlipConfig): GlipCheckpoint {
  const found = otherModel([...checkpoint.tensors.keys()]);
  if (found !== undefined) {
    throw new GlipError('weights-model', `This ${checkpoint.form} file holds ${found}. Choose a checkpoint of GLIP, such as glip_tiny_model_o365_goldg_cc_sbu.pth.`);
  }
  const shapes = new Map([...checkpoint.tensors].map(([name, { shape }]) => [name, shape]));
  const fitting = config ?? inferConfig(shapes);
  return { config: fitting, tensors: choose(checkpoint.tensors, fitting) };
}

function choose(tensors: Checkpoint['tensors'], config: GlipConfig): Map<string, CheckpointTensor> {
  const chosen = new Map<string, CheckpointTensor>();
  const faults: string[] = [];
  for (const [name, shape] of parameterShapes((scope) => readGlip(scope, config))) {
    const tensor = tensors.get(name);
    if (!tensor) faults.push(`"${name}" is missing`);
    else if (tensor.shape.join() !== shape.join()) faults.push(`"${name}" is [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    else if (!FLOATS.test(tensor.dtype)) faults.push(`"${name}" is of ${tensor.dtype}`);
    else chosen.set(name, tensor);
  }
  if (faults.length > 0) {
    throw new GlipError('weights-tensor', `This checkpoint does not fit the model ${config.name}: tensor ${faults.join('; ')}.`);
  }
  return chosen;
}
