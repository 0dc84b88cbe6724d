import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { GlipError, installWebGpuKernels } from '../../model';
import { adapterName, isSoftwareAdapter } from './adapter';
import { compileAhead } from './compileAhead';
import { GpuPool } from './gpuPool';
import type { StartedBackend } from './startedBackend';

const FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** Attention over a large picture takes buffers and bindings beyond WebGPU's defaults; what the adapter has is asked for. */
const LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/**
 * Registers a device of our own in place of the one that tfjs would ask for: that has fewer limits and features, and nobody
 * listens when it is lost.
 * @throws GlipError `backend` when the device does not come, or when it calculates wrongly.
 */
export async function startWebGpu(adapter: GPUAdapter): Promise<StartedBackend> {
  const device = await requestDevice(adapter);
  let failure: GlipError | undefined;
  // A shader or an allocation that fails leaves garbage in the result and says so here only.
  device.addEventListener('uncapturederror', ({ error }) => {
    failure ??= new GlipError('backend', `The graphics processor reports an error: ${error.message}`);
  });
  const lost = device.lost.then((info) => {
    const reason = info.message || info.reason;
    failure = new GlipError('device-lost', `The graphics processor was lost: ${reason}`);
    return reason;
  });

  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  const bufferManager = new GpuPool(device);
  const backend = Object.assign(new WebGPUBackend(device, adapter.info), { bufferManager });
  tf.registerBackend('webgpu', () => backend, 3);
  // Off, so that small operations run where the tests have proven them, and nothing changes its place with its size.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  await tf.setBackend('webgpu');
  installWebGpuKernels();
  await checkArithmetic();

  return {
    name: 'webgpu',
    device: adapterName(adapter.info),
    software: isSoftwareAdapter(adapter),
    limits: {
      tensor: Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize),
      copiesOfWeights: 1,
    },
    lost,
    failure: () => failure,
    compileAhead: (rehearsal) => compileAhead(backend, rehearsal),
    endRun: () => bufferManager.endRun(),
    destroyDevice: () => device.destroy(),
  };
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    });
  } catch (cause) {
    throw new GlipError('backend', 'The graphics processor could not be opened.', { cause });
  }
}

/**
 * Browsers have shipped WebGPU that ran without complaint and calculated wrongly. A matrix product (both kernels, with inner
 * sizes that divide by four and that do not) followed by a softmax over its rows is compared with plain arithmetic.
 */
async function checkArithmetic(): Promise<void> {
  for (const size of [64, 37]) {
    const matrix = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
    const result = tf.tidy(() => {
      const a = tf.tensor2d(matrix, [size, size]);
      return tf.softmax(tf.matMul(a, a, false, true));
    });
    const actual = await result.data();
    result.dispose();
    const expected = softmaxOfProduct(matrix, size);
    if (!expected.every((value, i) => Math.abs(value - actual[i]!) < 1e-4)) {
      throw new GlipError('backend', 'The graphics processor gives wrong results with this browser.');
    }
  }
}

/** softmax(A Aᵀ), row by row. */
function softmaxOfProduct(matrix: Float32Array, size: number): number[] {
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  return rows.flatMap((row) => {
    const powers = rows.map((other) => Math.exp(row.reduce((sum, value, k) => sum + value * other[k]!, 0)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
}
