/**
 * Stands in for onnxruntime-node and onnxruntime-web, 160 MB that transformers.js imports with its tokenizers, which never run a network.
 * `Tensor` must be a class: the library tests `instanceof` against it.
 */
export class Tensor {}

export default { env: { wasm: {} }, Tensor };
