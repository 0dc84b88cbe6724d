import { describe, expect, it } from 'vitest';
import { adapterName, isSoftwareAdapter } from './adapter';

describe('adapters', () => {
  it.each([
    // As browsers report them.
    [{ vendor: 'google', architecture: 'swiftshader', device: '', description: '' }],
    [{ vendor: 'mesa', architecture: 'llvmpipe', description: 'llvmpipe (LLVM 15.0.7, 256 bits)' }],
    [{ vendor: 'microsoft', architecture: '', description: 'Microsoft Basic Render Driver' }],
    [{ vendor: 'intel', architecture: 'gen-12lp', isFallbackAdapter: true }],
  ])('%o is software', (info) => {
    expect(isSoftwareAdapter({ info })).toBe(true);
  });

  it.each([
    [{ vendor: 'nvidia', architecture: 'ampere', device: '', description: '' }, 'nvidia ampere'],
    [{ vendor: 'apple', architecture: 'metal-3' }, 'apple metal-3'],
    [
      { vendor: 'intel', architecture: 'gen-12lp', description: 'Intel(R) Iris(R) Xe Graphics' },
      'Intel(R) Iris(R) Xe Graphics',
    ],
    [{ vendor: '', architecture: '', device: '', description: '' }, 'GPU'],
    [{}, 'GPU'],
  ])('%o is a GPU', (info, name) => {
    expect(isSoftwareAdapter({ info, isFallbackAdapter: false })).toBe(false);
    expect(adapterName(info)).toBe(name);
  });

  it('believes the older place of isFallbackAdapter too', () => {
    expect(isSoftwareAdapter({ info: {}, isFallbackAdapter: true })).toBe(true);
  });
});
