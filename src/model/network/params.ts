import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../errors';
import {
  fitsFloat16,
  isFloat16,
  takesFloat16,
  toFloat16,
  zeroWeight,
  type ConvParams,
  type LinearParams,
  type NormParams,
  type Weight,
} from '../ops/weights';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import { decodeFloats } from '../checkpoint/tensors/decodeFloats';
import { elementCount } from '../checkpoint/tensors/strided';

/** How a PyTorch tensor is laid out for TensorFlow.js: as it is, a linear weight [out, in] -> [in, out], a convolution OIHW -> HWIO. */
export type Layout = 'plain' | 'linear' | 'conv';

/** A parameter that a module asks for. */
export interface WantedParameter {
  /** PyTorch's. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  /** Whether what reads it takes float16, in which it is held where the file has float16 and the backend holds it so. */
  readonly float16: boolean;
}

/** Hands out the parameter with an official state-dict name, in its layout; in float32 where float16 is not wanted. */
export type TakeParameter = (name: string, wanted: WantedParameter) => Weight<tf.Rank>;

/** A prefix of the state dict. The modules describe their parameters through it: names and shapes in one place, once. */
export class ParamScope {
  constructor(
    private readonly take: TakeParameter,
    private readonly prefix = '',
  ) {}

  scope(name: string | number): ParamScope {
    return new ParamScope(this.take, `${this.prefix}${name}.`);
  }

  /** A tensor of this shape, in float32. */
  tensor<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R] & readonly number[]): tf.Tensor<R> {
    return this.floats<R>(name, shape, 'plain');
  }

  /** A vector of so many values, in float32. */
  vector(name: string, size: number): tf.Tensor1D {
    return this.floats<tf.Rank.R1>(name, [size], 'plain');
  }

  /** The weight [inputs, outputs] of a projection. */
  matrix(name: string, inputs: number, outputs: number): Weight<tf.Rank.R2> {
    return this.weight<tf.Rank.R2>(name, [outputs, inputs], 'linear');
  }

  linear(name: string, inputs: number, outputs: number): LinearParams {
    return { weight: this.matrix(`${name}.weight`, inputs, outputs), bias: this.vector(`${name}.bias`, outputs) };
  }

  /** A projection whose weight is read by something that takes float32 only. */
  float32Linear(name: string, inputs: number, outputs: number): LinearParams<tf.Tensor2D> {
    const weight = this.floats<tf.Rank.R2>(`${name}.weight`, [outputs, inputs], 'linear');
    return { weight, bias: this.vector(`${name}.bias`, outputs) };
  }

  conv(name: string, inputs: number, outputs: number, kernel: number): ConvParams {
    const weight = this.weight<tf.Rank.R4>(`${name}.weight`, [outputs, inputs, kernel, kernel], 'conv');
    return { weight, bias: this.vector(`${name}.bias`, outputs) };
  }

  /** A convolution whose weight is read by something that takes float32 only. */
  float32Conv(name: string, inputs: number, outputs: number, kernel: number): ConvParams<tf.Tensor4D> {
    const weight = this.floats<tf.Rank.R4>(`${name}.weight`, [outputs, inputs, kernel, kernel], 'conv');
    return { weight, bias: this.vector(`${name}.bias`, outputs) };
  }

  /** A table of embeddings [rows, channels]. */
  table(name: string, rows: number, channels: number): Weight<tf.Rank.R2> {
    return this.weight<tf.Rank.R2>(name, [rows, channels], 'plain');
  }

  norm(name: string, channels: number): NormParams {
    return { weight: this.vector(`${name}.weight`, channels), bias: this.vector(`${name}.bias`, channels) };
  }

  private weight<R extends tf.Rank>(name: string, shape: readonly number[], layout: Layout): Weight<R> {
    return this.take(this.prefix + name, { shape, layout, float16: true }) as Weight<R>;
  }

  private floats<R extends tf.Rank>(name: string, shape: readonly number[], layout: Layout): tf.Tensor<R> {
    return this.take(this.prefix + name, { shape, layout, float16: false }) as tf.Tensor<R>;
  }
}

/** Names that official checkpoints carry and GLIP computes itself or never uses (golden README, "Checkpoint keys"). */
const IGNORED = /(relative_position_index|position_ids)$|\.cell_anchors\.\d+$|^rpn\.head\.cls_logits\./;

/** The parameters that `read` asks for, by name with their PyTorch shapes; builds no tensor. */
export function parameterShapes(read: (scope: ParamScope) => unknown): Map<string, readonly number[]> {
  return new Map([...parameterList(read)].map(([name, { shape }]) => [name, shape]));
}

const FLOAT32_BYTES = 4;
const FLOAT16_BYTES = 2;

/**
 * What each of those parameters takes on the backend, in bytes.
 * @param float16 whether the file has float16 and the backend holds it so
 */
export function parameterBytes(read: (scope: ParamScope) => unknown, float16: boolean): number[] {
  return [...parameterList(read).values()].map((wanted) => {
    const isHeldSo = float16 && wanted.float16 && fitsFloat16(shapeInLayout(wanted));
    return elementCount(wanted.shape) * (isHeldSo ? FLOAT16_BYTES : FLOAT32_BYTES);
  });
}

type ParameterList = ReadonlyMap<string, WantedParameter>;

function parameterList(read: (scope: ParamScope) => unknown): ParameterList {
  const list = new Map<string, WantedParameter>();
  const placeholder = {} as tf.Tensor;
  read(
    new ParamScope((name, wanted) => {
      list.set(name, wanted);
      return placeholder;
    }),
  );
  return list;
}

/** Parameters as `read` bundles them, and all of them in a list, for disposal. */
export interface LoadedParameters<T> {
  readonly params: T;
  readonly weights: readonly Weight<tf.Rank>[];
}

/** Called with the bytes of the file that have been uploaded; what it returns is awaited before the next tensor is read. */
export type OnUpload = (bytes: number) => Promise<void> | void;

/**
 * Checks a state dict against what `read` asks for and uploads it to the current backend. Each tensor is read from its file when it is its
 * turn, uploaded and released, so that there is never more than one of them in JavaScript's memory.
 * @throws GlipError `weights-tensor` that names every missing, surplus and mis-shaped tensor, or as `CheckpointTensor.read`; what has been
 *   uploaded by then is freed.
 */
export async function loadParameters<T>(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  read: (scope: ParamScope) => T,
  onUpload?: OnUpload,
): Promise<LoadedParameters<T>> {
  const list = parameterList(read);
  checkTensors(tensors, list);
  const uploaded = new Map<string, Weight<tf.Rank>>();
  let bytes = 0;
  try {
    // In the order of the file, which may still be arriving.
    for (const [name, tensor] of tensors) {
      const wanted = list.get(name);
      if (!wanted) continue;
      uploaded.set(name, upload(decodeFloats(tensor.dtype, await tensor.read()), wanted, tensor.dtype === 'float16'));
      await onUpload?.((bytes += tensor.bytes));
    }
    return { params: read(scopeOf(uploaded)), weights: [...uploaded.values()] };
  } catch (error) {
    tf.dispose([...uploaded.values()]);
    throw error;
  }
}

const scopeOf = (uploaded: ReadonlyMap<string, Weight<tf.Rank>>) =>
  new ParamScope((name) => {
    const weight = uploaded.get(name);
    if (!weight) throw new GlipError('internal', `The parameter "${name}" was not uploaded.`);
    return weight;
  });

/**
 * Parameters of the right shapes that are all zero: what a run asks of the backend can be seen before the weights are there.
 * @param float16 whether the file has float16, which is kept so where the backend takes it
 */
export function dummyParameters<T>(read: (scope: ParamScope) => T, float16: boolean): LoadedParameters<T> {
  const weights: Weight<tf.Rank>[] = [];
  const params = read(
    new ParamScope((_name, wanted) => {
      const shape = shapeInLayout(wanted);
      const weight = zeroWeight(shape, float16 && wanted.float16 && takesFloat16(shape));
      weights.push(weight);
      return weight;
    }),
  );
  return { params, weights };
}

const INTEGERS = /^(int|uint|bool)/;

function checkTensors(tensors: ReadonlyMap<string, CheckpointTensor>, wanted: ParameterList): void {
  const faults: string[] = [];
  for (const [name, { shape }] of wanted) {
    const found = tensors.get(name);
    if (!found) faults.push(`"${name}" is missing`);
    else if (INTEGERS.test(found.dtype)) faults.push(`"${name}" holds integers (${found.dtype})`);
    else if (found.shape.join() !== shape.join())
      faults.push(`"${name}" is [${found.shape.join(', ')}] instead of [${shape.join(', ')}]`);
  }
  for (const name of tensors.keys()) {
    if (!wanted.has(name) && !IGNORED.test(name)) faults.push(`"${name}" is unknown to this model`);
  }
  if (faults.length > 0) {
    throw new GlipError('weights-tensor', `These weights do not fit the model: tensor ${faults.join('; ')}.`);
  }
}

/** The axes of PyTorch's tensor in the order of each layout. */
const ORDER: Readonly<Record<Layout, readonly number[] | undefined>> = {
  plain: undefined,
  linear: [1, 0],
  conv: [2, 3, 1, 0],
};

function shapeInLayout({ shape, layout }: WantedParameter): number[] {
  return ORDER[layout]?.flatMap((axis) => shape[axis] ?? []) ?? [...shape];
}

/** @param float16 whether the values are those of a float16 file. */
function upload(values: Float32Array, wanted: WantedParameter, float16: boolean): Weight<tf.Rank> {
  return tf.tidy(() => {
    const tensor = tf.tensor(values, [...wanted.shape], 'float32');
    const order = ORDER[wanted.layout];
    const laidOut = order ? tf.transpose(tensor, [...order]) : tensor;
    return float16 && wanted.float16 && takesFloat16(laidOut.shape) ? toFloat16(laidOut) : laidOut;
  });
}

/** How many numbers a parameter has, in whatever form it is held. */
export const sizeOf = (weight: Weight<tf.Rank>): number =>
  isFloat16(weight) ? elementCount(weight.shape) : weight.size;
