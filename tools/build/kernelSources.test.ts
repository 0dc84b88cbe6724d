import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/model/ops/wasm/abi';
import { installWasmKernels, sourcesOf } from '../../src/model/ops/wasm/install';
import { readAbi, SOURCES_SECTION, writeAbi } from './kernelAbi';
import { BUILDS, KERNEL_FOLDER, onlyCustomSections, readHeader, sourcesHash, withCustomSection } from './kernelSources';

describe('what is committed comes from the sources beside it (if not, run `npm run kernels`)', () => {
  it.each(Object.keys(BUILDS))('%s.wasm', async (build) => {
    expect(
      sourcesOf(await WebAssembly.compile(onlyCustomSections(readFileSync(path.join(KERNEL_FOLDER, `${build}.wasm`))))),
    ).toBe(sourcesHash());
  });

  it('abi.ts', () => {
    const committed = readFileSync(path.join(KERNEL_FOLDER, 'abi.ts'), 'utf8').replaceAll('\r\n', '\n');
    expect(committed).toBe(writeAbi(readAbi(readHeader()), sourcesHash()));
  });
});

it('a module of other sources is refused', async () => {
  const empty = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  const module = async (sources: string) =>
    WebAssembly.compile(withCustomSection(empty, SOURCES_SECTION, sources) as Uint8Array<ArrayBuffer>);
  expect(sourcesOf(await module(SOURCES))).toBe(SOURCES);
  expect(sourcesOf(await module('x'.repeat(1000)))).toHaveLength(1000);
  await expect(installWasmKernels(await module('others'))).rejects.toThrow('another version');
});

describe('abi.h', () => {
  const read = (declarations: string) => readAbi(`/** The file. */\n#pragma once\n${declarations}`);

  it('gives constants, and fields in order with where they lie', () => {
    const { constants, structs } = read(`
      enum {
        /** How many. */
        SIZE = 3,
        TWICE = 2 * SIZE,
      };

      /** A kernel
       * of two lines. */
      struct some_kernel {
        const float *x, *weight;
        float *out[SIZE];
        /** Small. */
        float epsilon;
        int n, rows;
      };
    `);
    expect(constants).toEqual([
      { name: 'SIZE', doc: 'How many.', value: 3 },
      { name: 'TWICE', doc: '', value: 6 },
    ]);
    expect(structs).toEqual([
      {
        name: 'some_kernel',
        doc: 'A kernel of two lines.',
        words: 8,
        fields: [
          { name: 'x', doc: '', type: 'address', offset: 0 },
          { name: 'weight', doc: '', type: 'address', offset: 1 },
          { name: 'out', doc: '', type: 'address', offset: 2, length: 3 },
          { name: 'epsilon', doc: 'Small.', type: 'float', offset: 5 },
          { name: 'n', doc: '', type: 'int', offset: 6 },
          { name: 'rows', doc: '', type: 'int', offset: 7 },
        ],
      },
    ]);
  });

  it.each([
    'struct a { double x; };',
    'struct a { const float x; };',
    'struct a { int n[SIZE]; };',
    'enum { A = 1 << 2, };',
    'enum { A, };',
    'struct a { int n };',
    'typedef int number;',
  ])('is read only as far as it is understood: %s', (declaration) => expect(() => read(declaration)).toThrow(/abi\.h/));
});
