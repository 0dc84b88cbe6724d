import { describe, expect, it } from 'vitest';
import { parseConfig, readConfig } from './configReader';
import { GLIP_L, GLIP_T, GLIP_T_A } from './presets';

/** GLIP-T's config with one field of a section changed. */
const changed = (section: string, field: string, value: unknown): unknown => {
  const config = structuredClone(GLIP_T) as unknown as Record<string, Record<string, unknown>>;
  config[section]![field] = value;
  return config;
};

describe('readConfig', () => {
  it.each([GLIP_T, GLIP_T_A, GLIP_L])('takes the preset $name', (preset) => {
    expect(readConfig(JSON.parse(JSON.stringify(preset)))).toEqual(preset);
  });

  it.each<[string, unknown]>([
    ['it must be an object', 'text'],
    ['it must be an object', null],
    ['it must be an object', []],
    ['swin must be an object', { ...GLIP_T, swin: undefined }],
    ['bert.numLayers must be a number', changed('bert', 'numLayers', '12')],
    ['bert.numLayers must be a number above 0', changed('bert', 'numLayers', -1)],
    ['fpn.channels must be a whole number', changed('fpn', 'channels', 1.5)],
    ['image.channelOrder must be one of bgr, rgb', changed('image', 'channelOrder', 'cmyk')],
    ['modelType must be one of glip', { ...GLIP_T, modelType: 'bert' }],
    ['swin.depths must be a list', changed('swin', 'depths', 2)],
    ['swin.depths[1] must be a whole number', changed('swin', 'depths', [2, 2.5, 6, 2])],
    ['image.std must be three numbers above 0', changed('image', 'std', [1, 1])],
    ['image.std must be three numbers above 0', changed('image', 'std', [1, 1, 0])],
    ['image.mean must be three numbers', changed('image', 'mean', [1, 1, '1'])],
    ['swin.depths and swin.numHeads must have 4 entries', changed('swin', 'depths', [2, 2, 6])],
    ['swin.numHeads must divide', changed('swin', 'numHeads', [5, 6, 12, 24])],
    ['bert.numHeads must divide', changed('bert', 'numHeads', 7)],
    ['text.maxTokens must be above 2 and within', changed('text', 'maxTokens', 513)],
    ['head.numLayers must not be above 1000', changed('head', 'numLayers', 1e9)],
    ['head.earlyFusion must be true or false', changed('head', 'earlyFusion', 1)],
  ])('refuses with "%s"', (message, config) => {
    expect(() => readConfig(config)).toThrow(message);
  });

  it('says what it refuses', () => {
    expect(() => readConfig({}, 'The metadata')).toThrow(
      /^The metadata does not describe a GLIP model: modelType must be one of glip; /,
    );
    expect(() => parseConfig('{')).toThrow('This config.json is not JSON.');
    expect(parseConfig(JSON.stringify(GLIP_L))).toEqual(GLIP_L);
  });
});
