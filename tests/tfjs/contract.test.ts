import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { callOf, isTraced, registerKernel, runKernel, withGradient } from '../../src/model/ops/tfjs/registry';
import { heapMemory, wasmBackend } from '../../src/model/ops/tfjs/wasmHeap';
import { useNodeBackend } from '../../tools/cli/nodeBackend';

/** What the product relies on in TensorFlow.js that its documentation does not promise. */

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
const nodeRequire = createRequire(import.meta.url);

describe('the packages of TensorFlow.js', () => {
  const packages = Object.entries(manifest.dependencies).filter(([name]) => name.startsWith('@tensorflow/'));

  it.each(packages)('%s is pinned to the version that is installed', (name, version) => {
    const installed = nodeRequire(nodeRequire.resolve(`${name}/package.json`)) as { version: string };
    expect(version, `${name} must be pinned exactly, since private parts of it are used`).toBe(installed.version);
  });

  it.each([
    '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
    '@tensorflow/tfjs-core/dist/register_all_gradients.js',
  ])('%s is there', (file) => {
    expect(existsSync(`node_modules/${file}`), `TensorFlow.js has no file ${file} any more`).toBe(true);
  });
});

describe('the engine', () => {
  beforeAll(() => useNodeBackend('cpu'));

  it('hands the attributes of a kernel on as they are, and tracks what it makes', () => {
    const call = { inputs: { x: [1, 2] } };
    let received: unknown;
    registerKernel<object, tf.KernelBackend>('ContractTest', 'cpu', (given) => {
      received = given;
      return tf.tensor1d([1]);
    });
    const before = tf.memory().numTensors;
    const out = runKernel<tf.Tensor>('ContractTest', {}, call);
    tf.unregisterKernel('ContractTest', 'cpu');
    expect(received, 'TensorFlow.js copies or drops the attributes of a kernel').toBe(call);
    expect(tf.memory().numTensors, 'TensorFlow.js does not track what a kernel makes').toBe(before + 1);
    out.dispose();
    expect(callOf({ call })).toBe(call);
  });

  it('says whether a gradient is being recorded', () => {
    expect(isTraced()).toBe(false);
    let traced = false;
    const gradient = tf.grad((x) => {
      traced = isTraced();
      return withGradient(
        [x],
        [x],
        () => tf.square(x),
        (dy, x) => [tf.mul(dy, tf.mul(x, 10))],
      );
    })(tf.scalar(3));
    expect(traced, 'the state of the engine no longer tells that a gradient is recorded').toBe(true);
    expect(gradient.dataSync()[0], 'a custom gradient is not used').toBe(30);
  });
});

describe('the wasm backend', () => {
  beforeAll(() => useNodeBackend('wasm', { threads: 1 }));

  it('shows its heap, and where tensors lie on it', () => {
    const backend = wasmBackend();
    const address = backend.wasm._malloc(16);
    expect(address, '_malloc of the wasm backend gives no address').toBeGreaterThan(0);
    backend.wasm._free(address);
    const tensor = tf.tensor1d([1, 2, 3]);
    const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
    const values = new Float32Array(heapMemory(backend).buffer, memoryOffset, 3);
    expect([...values], 'tensors do not lie where the wasm backend says').toEqual([1, 2, 3]);
    tensor.dispose();
    const { dataId } = backend.makeOutput([4], 'float32');
    expect(backend.dataIdMap.get(dataId).memoryOffset, 'makeOutput allocates nothing').toBeGreaterThan(0);
    backend.disposeData(dataId);
  });
});

describe('the webgpu backend', () => {
  it.each(['runWebGPUProgram', 'makeTensorInfo', 'disposeData', 'endComputePassEncoder', 'submitQueue'])(
    'has the method %s',
    (method) => {
      const prototype = WebGPUBackend.prototype as unknown as Record<string, unknown>;
      expect(typeof prototype[method], `the webgpu backend has no method ${method} any more`).toBe('function');
    },
  );

  it('keeps its buffers, pipelines and commands where the product looks for them', () => {
    const source = WebGPUBackend.toString();
    for (const member of ['bufferManager', 'pipelineCache', 'commandEncoder', 'queue'])
      expect(source, `the webgpu backend has no member ${member} any more`).toContain(member);
  });
});
