import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../errors';
import { canPack, isPackable, packHalves } from '../ops/halves';
import type { ConvParams, LinearParams, NormParams } from '../ops/layerParams';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import { decodeFloats } from '../checkpoint/tensors/decodeFloats';
import { decodeTensor, type RawTensor } from '../checkpoint/tensors/rawTensor';
import { elementCount } from '../checkpoint/tensors/strided';

/** How a PyTorch tensor is laid out for tfjs: as it is, a linear weight [out, in] -> [in, out], a convolution OIHW -> HWIO. */
export type Layout = 'plain' | 'linear' | 'conv';

/**
 * Hands out the parameter with an official state-dict name and a PyTorch shape.
 * @param packable whether it may be packed halves (ops/halves), where the file has halves and the backend takes them.
 */
export type TakeParameter = (name: string, shape: readonly number[], layout: Layout, packable: boolean) => tf.Tensor;

/** Of a matrix of weights. */
interface MatrixOptions {
  /** Never packed: it is read by something that takes no halves. */
  readonly floats?: boolean;
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

  tensor<T extends tf.Tensor>(name: string, shape: readonly number[], layout: Layout = 'plain', packable = false): T {
    return this.take(this.prefix + name, shape, layout, packable) as T;
  }

  linear(
    name: string,
    inputs: number,
    outputs: number,
    { bias = true, floats = false }: MatrixOptions & { readonly bias?: boolean } = {},
  ): LinearParams {
    const weight = this.tensor<tf.Tensor2D>(`${name}.weight`, [outputs, inputs], 'linear', !floats);
    return bias ? { weight, bias: this.tensor(`${name}.bias`, [outputs]) } : { weight };
  }

  conv(
    name: string,
    inputs: number,
    outputs: number,
    kernel: number,
    { floats = false }: MatrixOptions = {},
  ): ConvParams {
    return {
      weight: this.tensor(`${name}.weight`, [outputs, inputs, kernel, kernel], 'conv', !floats),
      bias: this.tensor(`${name}.bias`, [outputs]),
    };
  }

  /** [rows, channels], possibly packed halves. */
  table(name: string, rows: number, channels: number): tf.Tensor2D {
    return this.tensor(name, [rows, channels], 'plain', true);
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

const [FLOAT, HALF] = [4, 2];

/** What each of those parameters takes on the backend, in bytes. @param packed whether the file has halves and the backend holds them packed */
export function parameterBytes(read: (scope: ParamScope) => unknown, packed: boolean): number[] {
  return [...parameterList(read).values()].map(({ shape, layout, packable }) => {
    const columns = layout === 'plain' ? shape.at(-1)! : shape[0]!;
    return elementCount(shape) * (packed && packable && isPackable(columns) ? HALF : FLOAT);
  });
}

interface WantedParameter {
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly packable: boolean;
}

type ParameterList = ReadonlyMap<string, WantedParameter>;

const shapesOf = (list: ParameterList) => new Map([...list].map(([name, { shape }]) => [name, shape]));

function parameterList(read: (scope: ParamScope) => unknown): ParameterList {
  const list = new Map<string, WantedParameter>();
  const placeholder = {} as tf.Tensor;
  read(
    new ParamScope((name, shape, layout, packable) => {
      list.set(name, { shape, layout, packable });
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
export function loadParameters<T>(
  weights: ReadonlyMap<string, RawTensor>,
  read: (scope: ParamScope) => T,
): LoadedParameters<T> {
  checkWeights(weights, parameterShapes(read));
  const tensors: tf.Tensor[] = [];
  const scope = new ParamScope((name, shape, layout, packable) => {
    const raw = weights.get(name)!;
    const tensor = upload(decodeTensor(name, raw), { shape, layout, packable }, raw.dtype === 'F16');
    tensors.push(tensor);
    return tensor;
  });
  try {
    return { params: read(scope), tensors };
  } catch (error) {
    tf.dispose(tensors);
    throw error;
  }
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
      uploaded.set(name, upload(decodeFloats(tensor.dtype, await tensor.read()), wanted, tensor.dtype === 'float16'));
      await onUpload?.((bytes += tensor.bytes));
    }
  } catch (error) {
    tf.dispose([...uploaded.values()]);
    throw error;
  }
  return { params: read(new ParamScope((name) => uploaded.get(name)!)), tensors: [...uploaded.values()] };
}

/**
 * Parameters of the right shapes and of no particular values: what a run asks of the backend can be seen before the weights are there.
 * @param packed whether the file has halves, which are then packed where the backend takes them
 */
export function imagineParameters<T>(read: (scope: ParamScope) => T, packed: boolean): LoadedParameters<T> {
  const tensors: tf.Tensor[] = [];
  const params = read(
    new ParamScope((_name, shape, layout, packable) => {
      const laidOut = layout === 'plain' ? [...shape] : ORDER[layout].map((axis) => shape[axis]!);
      const halves = packed && packable && canPack(laidOut);
      const tensor = halves ? tf.fill([...laidOut.slice(0, -1), laidOut.at(-1)! / 2], 0, 'int32') : tf.fill(laidOut, 0);
      tensors.push(tensor);
      return tensor;
    }),
  );
  return { params, tensors };
}

const INTEGERS = /^(i|u|bool)/i;

function checkWeights(
  weights: ReadonlyMap<string, { readonly dtype: string; readonly shape: readonly number[] }>,
  wanted: Map<string, readonly number[]>,
): void {
  const faults: string[] = [];
  for (const [name, shape] of wanted) {
    const found = weights.get(name);
    if (!found) faults.push(`"${name}" is missing`);
    else if (INTEGERS.test(found.dtype)) faults.push(`"${name}" holds integers (${found.dtype})`);
    else if (found.shape.join() !== shape.join())
      faults.push(`"${name}" is [${found.shape.join(', ')}] instead of [${shape.join(', ')}]`);
  }
  for (const name of weights.keys()) {
    if (!wanted.has(name) && !IGNORED.test(name)) faults.push(`"${name}" is unknown to this model`);
  }
  if (faults.length > 0) {
    throw new GlipError('weights-tensor', `These weights do not fit the model: tensor ${faults.join('; ')}.`);
  }
}

/** The axes of PyTorch's tensor in the order that tfjs wants them. */
const ORDER = { linear: [1, 0], conv: [2, 3, 1, 0] };

/** @param halves whether the values are such, in float32. */
function upload(
  values: Float32Array | Int32Array,
  { shape, layout, packable }: WantedParameter,
  halves: boolean,
): tf.Tensor {
  return tf.tidy(() => {
    const tensor = tf.tensor(values, [...shape], 'float32');
    const laidOut = layout === 'plain' ? tensor : tf.transpose(tensor, ORDER[layout]);
    return halves && packable && canPack(laidOut.shape) ? packHalves(laidOut) : laidOut;
  });
}
