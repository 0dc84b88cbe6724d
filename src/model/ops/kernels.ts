import * as tf from '@tensorflow/tfjs-core';
import type { KernelTable } from './kernelTable';
import { isTraced, registerGradient, registerKernel, runKernel, type Made } from './tfjs/registry';
import type { Float16Tensor } from './weights';

/**
 * A fused kernel: an operation of ours that the current backend can do in one go. It stands in for the composition of TensorFlow.js
 * operations that defines it, which remains the way of every other backend.
 */
export type FusedKernel = keyof KernelTable;
export type KernelInputs<K extends FusedKernel> = KernelTable[K]['inputs'];
export type KernelAttributes<K extends FusedKernel> = KernelTable[K]['attributes'];
export type KernelOutputs<K extends FusedKernel> = KernelTable[K]['outputs'];

/** What a kernel makes of its outputs' type: the tensors before the engine tracks them. */
type MadeOf<Outputs> = Outputs extends tf.Tensor
  ? tf.TensorInfo
  : Outputs extends readonly [tf.Tensor, tf.Tensor]
    ? [tf.TensorInfo, tf.TensorInfo]
    : tf.TensorInfo[];

/** An implementation of a kernel on a backend, which it reaches through `context`. */
export type KernelOn<Context, K extends FusedKernel> = (
  context: Context,
  inputs: KernelInputs<K>,
  attributes: KernelAttributes<K>,
) => MadeOf<KernelOutputs<K>>;

/** The kernels of a backend. */
export type KernelsOn<Context> = { readonly [K in FusedKernel]?: KernelOn<Context, K> };

interface KernelCall<K extends FusedKernel> {
  readonly inputs: KernelInputs<K>;
  readonly attributes: KernelAttributes<K>;
}

/** The name that a fused kernel has in TensorFlow.js's registry. */
export const registeredName = (kernel: FusedKernel) => `Glip${kernel}`;

/** Names of the kernels in a map. */
export const namesOf = <T extends object>(kernels: T) => Object.keys(kernels) as (keyof T)[];

/** Whether the backend has the kernel and may use it: one without a gradient of its own (ops/gradients) leaves that to the composition. */
export function hasFused(kernel: FusedKernel): boolean {
  const name = registeredName(kernel);
  return (!isTraced() || tf.getGradient(name) !== undefined) && tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the current backend. @returns its outputs, which belong to the caller */
export function runFused<K extends FusedKernel>(
  kernel: K,
  inputs: KernelInputs<K>,
  attributes: KernelAttributes<K>,
): KernelOutputs<K> {
  const call: KernelCall<K> = { inputs, attributes };
  return runKernel<KernelOutputs<K>>(registeredName(kernel), tensorsOf(inputs), call);
}

/**
 * Gives a backend its kernels.
 * @param invoke calls a kernel with the context that it needs
 */
export function installKernels<Context, Backend>(
  backendName: string,
  kernels: KernelsOn<Context>,
  invoke: (backend: Backend, run: (context: Context) => Made) => Made,
): void {
  const install = <K extends FusedKernel>(kernel: K) => {
    const run: KernelOn<Context, K> | undefined = kernels[kernel];
    if (!run) return;
    registerKernel<KernelCall<K>, Backend>(registeredName(kernel), backendName, ({ inputs, attributes }, backend) =>
      invoke(backend, (context) => run(context, inputs, attributes)),
    );
  };
  for (const kernel of namesOf(kernels)) install(kernel);
}

/** Takes the kernels of a backend away: its operations are the compositions again. */
export function removeKernels(backendName: string, kernels: object): void {
  for (const { kernelName } of tf.getKernelsForBackend(backendName))
    if (Object.keys(kernels).some((kernel) => kernelName === `Glip${kernel}`))
      tf.unregisterKernel(kernelName, backendName);
}

/** For each input of a kernel how to make the gradient at it; only those are called that are asked for. */
export type Gradients<K extends FusedKernel> = { readonly [Input in keyof KernelInputs<K>]?: () => tf.Tensor };

/** The inputs that are one tensor each. */
type TensorInput<K extends FusedKernel> = {
  [Input in keyof KernelInputs<K>]: KernelInputs<K>[Input] extends tf.Tensor | Float16Tensor ? Input : never;
}[keyof KernelInputs<K>] &
  string;

/**
 * Gives a kernel with one output a gradient, so that it runs fused where a gradient is recorded.
 * @param saved the inputs that the gradient reads
 */
export function defineGradient<K extends FusedKernel, Saved extends TensorInput<K>>(
  kernel: K,
  saved: readonly Saved[],
  gradient: (
    dy: Extract<KernelOutputs<K>, tf.Tensor>,
    inputs: Pick<KernelInputs<K>, Saved>,
    attributes: KernelAttributes<K>,
  ) => Gradients<K>,
): void {
  registerGradient<KernelCall<K>, Extract<KernelOutputs<K>, tf.Tensor>>(
    registeredName(kernel),
    saved,
    (dy, tensors, { inputs, attributes }) => {
      const given: Readonly<Record<string, KernelInput>> = inputs;
      const kept = saved.map((name, i) => {
        const input = given[name];
        return [name, isPacked(input) ? { ...input, pairs: tensors[i] } : tensors[i]] as const;
      });
      const ofGradient = Object.fromEntries(kept) as Pick<KernelInputs<K>, Saved>;
      return gradient(dy, ofGradient, attributes) as Record<string, () => tf.Tensor>;
    },
  );
}

type KernelInput = tf.Tensor | Float16Tensor | readonly Readonly<Record<string, tf.Tensor>>[] | undefined;

const isPacked = (input: KernelInput): input is Float16Tensor => input !== undefined && 'pairs' in input;

/** All tensors among the inputs, flat. */
function tensorsOf(inputs: Readonly<Record<string, KernelInput>>): tf.NamedTensorMap {
  const tensors: tf.NamedTensorMap = {};
  for (const [name, input] of Object.entries(inputs)) {
    if (input === undefined) continue;
    if (input instanceof tf.Tensor) tensors[name] = input;
    else if (isPacked(input)) tensors[name] = input.pairs;
    else
      input.forEach((item, i) => {
        for (const [part, tensor] of Object.entries(item)) tensors[`${name}[${i}].${part}`] = tensor;
      });
  }
  return tensors;
}
