import { beforeAll, describe, expect, it } from 'vitest';
import { useNodeBackend } from '../../../tools/cli/nodeBackend';
import { modelNeeds, type Kernels } from '../../model/runtime/memoryEstimate';
import type { GlipConfig } from '../../model/config/config';
import { GLIP_L, GLIP_T } from '../../model/config/presets';
import type { StartedBackend } from './startedBackend';
import { checkFits, memoryOf } from './checkFits';

const wasm: StartedBackend = { name: 'wasm', device: '', limits: { total: 2 ** 32, copiesOfWeights: 2 } };
const gpu = (tensor: number): StartedBackend => ({
  name: 'webgpu',
  device: '',
  limits: { tensor, copiesOfWeights: 1 },
});
const GIB = 2 ** 30;
const floats = (config: GlipConfig) => ({ config, halves: false });

describe('modelNeeds', () => {
  it('counts the weights', () => {
    expect(modelNeeds(GLIP_T).weights).toBe(4 * 231_759_662);
  });

  it('counts weights that are halves as WebGPU holds them: the matrices and the table of words packed', () => {
    const of = (kernels: Kernels) => modelNeeds(GLIP_T, { halves: true, kernels }).weights;
    expect(of('wasm')).toBe(4 * 231_759_662);
    expect(of('webgpu') / of('wasm')).toBeCloseTo(0.5, 1);
    expect(of('webgpu')).toBeGreaterThan(2 * 231_759_662);
  });

  it('grows with the input size, the weights do not', () => {
    const [fast, full] = [modelNeeds(GLIP_T, { inputSize: 'fast' }), modelNeeds(GLIP_T, { inputSize: 'full' })];
    expect(full.work / fast.work).toBeCloseTo((800 * 1333) / (480 * 800), 5);
    expect(full.weights).toBe(fast.weights);
  });

  it.each([
    [GLIP_T, 'composed', 561e6],
    [GLIP_T, 'wasm', 121.7e6],
    [GLIP_L, 'wasm', 239.6e6],
  ] as const)('is near what was measured on 480 × 640 pixels', (config, kernels, measured) => {
    const image = { ...config.image, minSize: 480, maxSize: 640 };
    expect(modelNeeds({ ...config, image }, { kernels }).work / measured).toBeCloseTo(1, 1);
  });
});

describe('checkFits', () => {
  // What a model needs depends on the kernels that the backend has, and this one has none of ours.
  beforeAll(() => useNodeBackend('cpu'));

  it.each(['fast', 'balanced', 'full'] as const)('GLIP-T fits WebAssembly and a usual GPU at %s', (size) => {
    expect(() => checkFits(floats(GLIP_T), size, wasm, { deviceGigabytes: 8 })).not.toThrow();
    expect(() => checkFits(floats(GLIP_T), size, gpu(GIB), { deviceGigabytes: 8 })).not.toThrow();
  });

  it('GLIP-L does not fit WebAssembly with the kernels of tfjs; a GPU would do', () => {
    expect(() => checkFits(floats(GLIP_L), 'fast', wasm, { deviceGigabytes: Infinity })).toThrow(
      expect.objectContaining({
        code: 'model-too-large',
        message: expect.stringMatching(
          /^glip-l needs about \d\.\d GB .* WebAssembly has 4\.3 GB at most\. What would work: a browser .*WebGPU/,
        ) as string,
      }),
    );
    expect(() => checkFits(floats(GLIP_L), 'fast', gpu(GIB), { deviceGigabytes: 8 })).not.toThrow();
  });

  it('names the input size that would fit', () => {
    expect(() => checkFits(floats(GLIP_T), 'full', gpu(GIB), { deviceGigabytes: 2 })).toThrow(
      /this device has about 2\.0 GB\. What would work: the input size “fast”\.$/,
    );
    expect(() => checkFits(floats(GLIP_L), 'full', gpu(128 * 2 ** 20), { deviceGigabytes: 8 })).toThrow(
      /pieces of 0\.2 GB .* takes 0\.1 GB at most\. What would work: the input size “fast”/,
    );
  });

  it('counts the model that stays until this one has loaded', () => {
    const beside = memoryOf(floats(GLIP_T), 'fast', gpu(GIB));
    expect(beside).toBeGreaterThan(1e9);
    expect(() => checkFits(floats(GLIP_T), 'fast', gpu(GIB), { deviceGigabytes: 2 })).not.toThrow();
    expect(() => checkFits(floats(GLIP_T), 'fast', gpu(GIB), { deviceGigabytes: 2, besideBytes: beside })).toThrow(
      expect.objectContaining({ code: 'model-too-large' }),
    );
  });
});
