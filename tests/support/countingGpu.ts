import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { installWebGpuKernels } from '../../src/model/ops/webgpu/install';
import { GpuPool } from '../../src/workers/backends/gpuPool';

/**
 * A GPU that computes nothing: tfjs's own backend gives it the work and the buffers that it would give to a real one, and what
 * a run takes of them can be counted for models and pictures of any size. Whatever is read back is zero.
 */
export class CountingGpu {
  dispatches = 0;
  /** Labels of the pipelines that work had to wait for, and of those that were compiled beside it. */
  readonly pipelines: string[] = [];
  readonly pipelinesAhead: string[] = [];
  /** Bytes of all buffers that there are, and the most there were. */
  bytes = 0;
  most = 0;
  readonly features = new Set<string>();
  readonly limits = { maxComputeWorkgroupsPerDimension: 65_535 };
  readonly queue = {
    submit: () => undefined,
    writeBuffer: () => undefined,
    onSubmittedWorkDone: () => Promise.resolve(),
  };
  private readonly pass = {
    setPipeline: () => undefined,
    setBindGroup: () => undefined,
    dispatchWorkgroups: () => void this.dispatches++,
    end: () => undefined,
  };

  createBuffer({ size, usage, mappedAtCreation }: GPUBufferDescriptor): CountedBuffer {
    this.most = Math.max(this.most, (this.bytes += size));
    return new CountedBuffer(size, usage, mappedAtCreation ? 'mapped' : 'unmapped', () => (this.bytes -= size));
  }

  createShaderModule = () => ({});
  createComputePipeline = ({ label }: GPUComputePipelineDescriptor) => {
    this.pipelines.push(label!);
    return PIPELINE;
  };
  createComputePipelineAsync = ({ label }: GPUComputePipelineDescriptor) => {
    this.pipelinesAhead.push(label!);
    return Promise.resolve(PIPELINE);
  };
  createBindGroup = () => ({});
  createCommandEncoder = () => ({
    beginComputePass: () => this.pass,
    copyBufferToBuffer: () => undefined,
    finish: () => ({}),
  });

  /** Counts from here. */
  restart(): void {
    this.dispatches = 0;
    this.pipelines.length = this.pipelinesAhead.length = 0;
    this.most = this.bytes;
  }
}

const PIPELINE = { getBindGroupLayout: () => ({}) };

class CountedBuffer {
  constructor(
    readonly size: number,
    readonly usage: number,
    readonly mapState: GPUBufferMapState,
    readonly destroy: () => void,
  ) {}

  getMappedRange = () => new ArrayBuffer(this.size);
  mapAsync = () => Promise.resolve();
  unmap = () => undefined;
}

/** Bits as the specification has them. */
const USAGES = { MAP_READ: 1, MAP_WRITE: 2, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128, QUERY_RESOLVE: 512 };

/** Makes WebGPU on such a GPU the current backend, with our kernels and our pool of buffers. */
export async function useCountingGpu(): Promise<{
  readonly gpu: CountingGpu;
  readonly pool: GpuPool;
  readonly backend: WebGPUBackend;
}> {
  Object.assign(globalThis, {
    GPUBufferUsage: USAGES,
    GPUMapMode: { READ: 1 },
    GPUBuffer: CountedBuffer,
    GPUTexture: class {},
  });
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: {} }, configurable: true });
  const gpu = new CountingGpu();
  const device = gpu as unknown as GPUDevice;
  const pool = new GpuPool(device);
  const backend = Object.assign(new WebGPUBackend(device, {} as GPUAdapterInfo), { bufferManager: pool });
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  await tf.setBackend('webgpu');
  installWebGpuKernels();
  return { gpu, pool, backend };
}
