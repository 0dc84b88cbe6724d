import * as tf from '@tensorflow/tfjs-core';

/**
 * TensorFlow.js's registry of kernels and gradients, for kernels of ours. Its types allow a flat list of tensors and plain attributes
 * only; it hands the attributes on as they are, so the whole call, which has types of its own, travels as one of them.
 */

/** What a kernel makes: tensors that are not yet tracked by the engine. */
export type Made = tf.TensorInfo | tf.TensorInfo[];

/** A call in the form in which TensorFlow.js hands it on. */
export const asAttributes = (call: object) => ({ call }) as unknown as tf.NamedAttrMap;

/** The call that attributes hold. */
export const callOf = <Call>(attributes?: object) => (attributes as { readonly call: Call }).call;

/** @param run receives the call that `runKernel` was given, and the backend that runs */
export function registerKernel<Call, Backend>(
  name: string,
  backendName: string,
  run: (call: Call, backend: Backend) => Made,
): void {
  tf.registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: ({ attrs, backend }) => run(callOf<Call>(attrs), backend as Backend),
  });
}

/**
 * @param tensors the inputs, flat, by names: the engine records them for gradients
 * @returns what the kernel makes, tracked by the engine
 */
export function runKernel<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  tensors: tf.NamedTensorMap,
  call: object,
): T {
  return tf.engine().runKernel<T>(name, tensors, asAttributes(call));
}

/** @param saved names of the inputs that the gradient reads: the engine keeps them until it has run */
export function registerGradient<Call, Output extends tf.Tensor>(
  name: string,
  saved: readonly string[],
  gradient: (dy: Output, saved: readonly tf.Tensor[], call: Call) => Record<string, () => tf.Tensor>,
): void {
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...saved],
    gradFunc: (dy, tensors, attributes) => gradient(dy as Output, tensors, callOf<Call>(attributes)),
  });
}

/** Whether what runs now is being recorded for a gradient. */
export function isTraced(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

/**
 * An operation with a gradient of its own.
 * @param inputs the tensors that the gradient is with respect to
 * @param saved the tensors that it reads
 * @param gradient from the gradient at the output to those at the inputs, in their order
 */
export function withGradient<Saved extends readonly tf.Tensor[], Output extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  saved: readonly [...Saved],
  forward: () => Output,
  gradient: (dy: Output, ...saved: Saved) => tf.Tensor[],
): Output {
  const operation = tf.customGrad<Output>((...values) => {
    const save = values.at(-1) as tf.Tensor | tf.GradSaveFunc;
    if (typeof save === 'function') save([...saved]);
    return { value: forward(), gradFunc: (dy, kept) => gradient(dy, ...(kept as readonly tf.Tensor[] as Saved)) };
  });
  return operation(...inputs);
}
