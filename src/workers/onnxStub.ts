/**
 * Stands in for onnxruntime-web (see vite.config.ts). transformers.js imports it with its tokenisers, which never run a network.
 * `Tensor` must be a class: the library tests `instanceof` against it.
 */
export class Tensor {}

export default { env: { wasm: {} }, Tensor };
