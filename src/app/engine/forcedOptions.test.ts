import { expect, it } from 'vitest';
import { forcedOptions } from './forcedOptions';

it.each([
  ['', {}],
  ['?backend=wasm&threads=2', { backend: 'wasm', threads: 2 }],
  ['?profile', { profile: true }],
  ['?backend=webgpu', { backend: 'webgpu' }],
  ['?backend=webgl&threads=9', {}],
  ['?threads=-1', {}],
  ['?threads=2x&debug', {}],
])('the address %j forces %j', (search, options) => {
  expect(forcedOptions(search)).toEqual(options);
});
