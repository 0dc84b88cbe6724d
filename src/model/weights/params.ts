import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../errors';
import type { CheckpointTensor } from './checkpoint';
import { decodeFloats } from './decodeFloats';
import { decodeTensor, type RawTensor } from './safetensors';

/** How a PyTorch tensor is laid out for tfjs: as it is, a linear weight [out, in] -> [in, out], a convolution OIHW -> HWIO. */
export type Layout = 'plain' | 'linear' | 'conv';

/** Hands out the parameter with an official state-dict name and a PyTorch shape. */
export type TakeParameter = (name: string, shape: readonly number[], layout: Layout) => tf.Tensor;

export interface LinearParams {
  /** [in, out] */
  readonly weight: tf.Tensor2D;
  /** [out] */
  readonly bias?: tf.Tensor1D;
}

export interface ConvParams {
  /** [kernel, kernel, in, out] */
  readonly weight: tf.Tensor4D;
  /** [out] */
  readonly bias: tf.Tensor1D;
}

export interface NormParams {
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}

/** A prefix of the state dict. The modules describe their parameters through it: names and shapes in one place, once. */
export class ParamScope {
  constructor(
    private readonly take: TakeParameter,
    private readonly prefix = '',
  ) {}

  scope(name: string | number): ParamScope {
    return new ParamScope(this.take, `${this.prefix}${name}.`);
  }

  tensor<T extends tf.Tensor>(name: string, shape: readonly number[], layout: Layout = 'plain'): T {
    return this.take(this.prefix + name, shape, layout) as T;
  }

  linear(name: string, inputs: number, outputs: number, options: { bias?: boolean } = {}): LinearParams {
    const weight = this.tensor<tf.Tensor2D>(`${name}.weight`, [outputs, inputs], 'linear');
    return options.bias === false ? { weight } : { weight, bias: this.tensor(`${name}.bias`, [outputs]) };
  }

  conv(name: string, inputs: number, outputs: number, kernel: number): ConvParams {
    return {
      weight: this.tensor(`${name}.weight`, [outputs, inputs, kernel, kernel], 'conv'),
      bias: this.tensor(`${name}.bias`, [outputs]),
    };
  }

  norm(name: string, channels: number): NormParams {
    return { weight: this.tensor(`${name}.weight`, [channels]), bias: this.tensor(`${name}.bias`, [channels]) };
  }
}

/** Names that official checkpoints carry and GLIP computes itself or never uses (golden README, "Checkpoint keys"). */
const IGNORED = /(relative_position_index|position_ids)$|\.cell_anchors\.\d+$|^rpn\.head\.cls_logits\./;

/** The parameters that `read` asks for, by name with their PyTorch shapes; builds no tensor. */
export function parameterShapes(read: (scope: ParamScope) => unknown): Map<string, readonly number[]> {
  return shapesOf(parameterList(read));
}

type ParameterList = ReadonlyMap<string, { readonly shape: readonly number[]; readonly layout: Layout }>;

const shapesOf = (list: ParameterList) => new Map([...list].map(([name, { shape }]) => [name, shape]));

function parameterList(read: (scope: ParamScope) => unknown): ParameterList {
  const list = new Map<string, { shape: readonly number[]; layout: Layout }>();
  const placeholder = {} as tf.Tensor;
  read(
    new ParamScope((name, shape, layout) => {
      list.set(name, { shape, layout });
      return placeholder;
    }),
  );
  return list;
}

/** Parameters as `read` bundles them, and every uploaded tensor for disposal. */
export interface LoadedParameters<T> {
  readonly params: T;
  readonly tensors: tf.Tensor[];
}

/**
 * Checks a state dict against what `read` asks for and uploads it to the current backend.
 * @throws GlipError `weights-tensor` that names every missing, surplus and mis-shaped tensor.
 */
export function loadParameters<T>(weights: ReadonlyMap<string, RawTensor>, read: (scope: ParamScope) => T): LoadedParameters<T> {
  checkWeights(weights, parameterShapes(read));
  const tensors: tf.Tensor[] = [];
  const params = read(
    new ParamScope((name, shape, layout) => {
      const tensor = upload(decodeTensor(name, weights.get(name)!), shape, layout);
      tensors.push(tensor);
      return tensor;
    }),
  );
  return { params, tensors };
}

/** Called with the bytes of the file that have been uploaded; what it returns is awaited before the next tensor is read. */
export type OnUpload = (bytes: number) => Promise<void> | void;

/**
 * The same, for weights that stay in their file: each tensor is read when it is its turn, uploaded and let go, so that there is
 * never more than one of them in JavaScript's memory.
 * @throws GlipError as `loadParameters`, or as `CheckpointTensor.read`; what has been uploaded by then is freed.
 */
export async function streamParameters<T>(
  weights: ReadonlyMap<string, CheckpointTensor>,
  read: (scope: ParamScope) => T,
  onUpload?: OnUpload,
): Promise<LoadedParameters<T>> {
  const list = parameterList(read);
  checkWeights(weights, shapesOf(list));
  const uploaded = new Map<string, tf.Tensor>();
  let bytes = 0;
  try {
    // In the order of the file, which may still be on its way.
    for (const [name, tensor] of weights) {
      const wanted = list.get(name);
      if (!wanted) continue;
      const { shape, layout } = wanted;
      uploaded.set(name, upload(decodeFloats(tensor.dtype, await tensor.read()), shape, layout));
      await onUpload?.((bytes += tensor.bytes));
    }
  } catch (error) {
    tf.dispose([...uploaded.values()]);
    throw error;
  }
  return { params: read(new ParamScope((name) => uploaded.get(name)!)), tensors: [...uploaded.values()] };
}

const INTEGERS = /^(i|u|bool)/i;

function checkWeights(weights: ReadonlyMap<string, { readonly dtype: string; readonly shape: readonly number[] }>, wanted: Map<string, readonly number[]>): void {
  const faults: string[] = [];
  for (const [name, shape] of wanted) {
    const found = weights.get(name);
    if (!found) faults.push(`"${name}" is missing`);
    else if (INTEGERS.test(found.dtype)) faults.push(`"${name}" holds integers (${found.dtype})`);
    else if (found.shape.join() !== shape.join()) faults.push(`"${name}" is [${found.shape.join(', ')}] instead of [${shape.join(', ')}]`);
  }
  for (const name of weights.keys()) {
    if (!wanted.has(name) && !IGNORED.test(name)) faults.push(`"${name}" is unknown to this model`);
  }
  if (faults.length > 0) {
    throw new GlipError('weights-tensor', `These weights do not fit the model: tensor ${faults.join('; ')}.`);
  }
}

function upload(values: Float32Array | Int32Array, shape: readonly number[], layout: Layout): tf.Tensor {
  return tf.tidy(() => {
    const tensor = tf.tensor(values, [...shape], 'float32');
    if (layout === 'linear') return tf.transpose(tensor, [1, 0]);
    if (layout === 'conv') return tf.transpose(tensor, [2, 3, 1, 0]);
    return tensor;
  });
}
