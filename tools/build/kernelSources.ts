import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NativeBuild } from '../../src/model/ops/wasm/install';

/** What the native kernels of the wasm backend are built from, and how. */

export const KERNEL_FOLDER = path.join(import.meta.dirname, '../../src/model/ops/wasm');

export const COMPILER = [
  '--target=wasm32',
  '-msimd128',
  '-O3',
  '-ffreestanding',
  '-nostdlib',
  '-Wall',
  '-Wextra',
  '-Werror',
];
export const LINKER = ['-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--strip-all'];

const RELAXED = ['-mrelaxed-simd'];
/** Whether a memory is shared is part of an import's type. */
const SHARED = ['-matomics', '-mbulk-memory', '-Wl,--shared-memory', `-Wl,--max-memory=${2 ** 32}`];

/** What each build needs besides: see nativeBuild. */
export const BUILDS: Readonly<Record<NativeBuild, readonly string[]>> = {
  kernels: [],
  'kernels-relaxed': RELAXED,
  'kernels-shared': SHARED,
  'kernels-shared-relaxed': [...SHARED, ...RELAXED],
};

const sourceFiles = readdirSync(path.join(KERNEL_FOLDER, 'c')).sort();

/** Relative to the kernels' folder. */
export const UNITS: readonly string[] = sourceFiles
  .filter((file) => file.endsWith('.c'))
  .map((file) => path.join('c', file));

export const readHeader = () => readFileSync(path.join(KERNEL_FOLDER, 'c/abi.h'), 'utf8');

/** Tells these sources, with the options of the compiler, from any others. */
export function sourcesHash(): string {
  const hash = createHash('sha256').update(JSON.stringify([COMPILER, LINKER, BUILDS]));
  for (const file of sourceFiles) {
    // A checkout may have other line ends.
    const text = readFileSync(path.join(KERNEL_FOLDER, 'c', file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\0${file}\0${text}`);
  }
  return hash.digest('hex');
}

/** A WebAssembly module with another custom section behind its last. */
export function withCustomSection(module: Uint8Array, name: string, content: string): Uint8Array {
  const [nameBytes, contentBytes] = [name, content].map((text) => new TextEncoder().encode(text)) as [
    Uint8Array,
    Uint8Array,
  ];
  const body = [...lengthOf(nameBytes), ...nameBytes, ...contentBytes];
  return Uint8Array.of(...module, 0, ...lengthOf(body), ...body);
}

/** A length as WebAssembly writes it: unsigned LEB128. */
function lengthOf({ length }: ArrayLike<number>): number[] {
  const bytes: number[] = [];
  for (; length >= 128; length >>>= 7) bytes.push((length & 127) | 128);
  return [...bytes, length];
}

/** A module of the custom sections alone: Node cannot compile every build, and needs a flag for relaxed SIMD before version 22. */
export function onlyCustomSections(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = [...module.subarray(0, 8)];
  for (let begin = 8, end; begin < module.length; begin = end) {
    let [at, length] = [begin + 1, 0];
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++]!;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    end = at + length;
    if (module[begin] === 0) kept.push(...module.subarray(begin, end));
  }
  return Uint8Array.from(kept);
}
