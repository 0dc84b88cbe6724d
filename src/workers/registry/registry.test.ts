import { describe, expect, it } from 'vitest';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../model/config/presets';
import { modelNeeds } from '../../model/runtime/memoryEstimate';
import photosConfig from '../../../public/weights/glip-micro-photos/config.json';
import microConfig from '../../../public/weights/glip-micro/config.json';
import { readConfig } from '../../model/config/configReader';
import { checkAddress } from './address';
import { fileNameOf, identify } from './identity';
import { BUILT_IN, FOR_PHOTOGRAPHS, REGISTRY, registryModel, TOKENIZER_FOLDERS } from './registry';

const CONFIGS = {
  'glip-micro': readConfig(microConfig),
  [FOR_PHOTOGRAPHS]: readConfig(photosConfig),
  'glip-t': GLIP_T,
  'glip-t-c': GLIP_T,
  'glip-t-b': GLIP_T,
  'glip-t-a': GLIP_T_A,
  'glip-l': GLIP_L,
};

describe('the registry', () => {
  it('has every model once, and two that come with the page', () => {
    expect(REGISTRY.map(({ id }) => id).sort()).toEqual(Object.keys(CONFIGS).sort());
    expect(REGISTRY.filter(({ builtIn }) => builtIn).map(({ id }) => id)).toEqual([BUILT_IN, FOR_PHOTOGRAPHS]);
    expect(new Set(REGISTRY.flatMap(({ addresses }) => addresses)).size).toBe(10);
  });

  it.each(REGISTRY)('$id has the size that its configuration makes', ({ id, parameters, memoryBytes, builtIn }) => {
    const { weights, work } = modelNeeds(CONFIGS[id as keyof typeof CONFIGS], {
      inputSize: builtIn ? undefined : 'fast',
      kernels: 'webgpu',
    });
    expect(weights).toBe(4 * parameters);
    expect(memoryBytes / (weights + work)).toBeCloseTo(1, 1);
  });

  it.each(REGISTRY.filter(({ builtIn }) => !builtIn))(
    '$id is known again by the file at each of its addresses',
    ({ id, title, addresses }) => {
      expect(addresses.length).toBeGreaterThan(1);
      for (const address of addresses) {
        expect(checkAddress(address).protocol).toBe('https:');
        expect(identify(fileNameOf(address))).toEqual({ id, title });
      }
    },
  );

  it.each([
    ['glip_tiny_a_mmdet-b3654169.pth', 'glip-t-a'],
    ['glip_tiny_b_mmdet-6dfbd102 (1).pth', 'glip-t-b'],
    ['glip_tiny_c_mmdet-2fc427dd.pth', 'glip-t-c'],
    ['glip_tiny_mmdet-c24ce662.pth', 'glip-t'],
    ['glip_l_mmdet-abfe026b.pth', 'glip-l'],
    ['glip_atss_swin-t_a_fpn_dyhead_16xb2_ms-2x_funtune_coco_20230908_091856-39f01d03.pth', undefined],
  ])('knows the model of a file of MMDetection by its name: %s', (name, id) => {
    expect(registryModel(identify(name).id)?.id).toBe(id);
  });

  it('names folders for the tokenizer', () => {
    for (const folder of TOKENIZER_FOLDERS) expect(checkAddress(folder).href).toMatch(/^https:.*\/$/);
  });
});

describe('identify', () => {
  it.each([
    ['My Model (v2).safetensors', 'file-my-model-v2', 'My Model (v2)'],
    ['../../etc/passwd.pth', 'file-etc-passwd', '../../etc/passwd'],
    ['日本.pth', 'file-model', '日本'],
    ['.pth', 'file-model', 'A model of yours'],
    [`${'x'.repeat(200)}.pt`, `file-${'x'.repeat(48)}`, 'x'.repeat(48)],
  ])('%s', (name, id, title) => {
    expect(identify(name)).toEqual({ id, title });
    expect(registryModel(id)).toBeUndefined();
  });
});
