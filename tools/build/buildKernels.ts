/**
 * Compiles the native kernels of the wasm backend (src/model/ops/wasm/c), and writes what TypeScript must know of them (abi.ts). Needs clang
 * and wasm-ld 16 or newer: `apt-get install clang-16 lld-16`, CLANG=clang-16.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readAbi, SOURCES_SECTION, writeAbi } from './kernelAbi';
import {
  BUILDS,
  COMPILER,
  KERNEL_FOLDER,
  LINKER,
  readHeader,
  sourcesHash,
  UNITS,
  withCustomSection,
} from './kernelSources';

function clang(...options: string[]): string {
  return execFileSync(process.env.CLANG ?? 'clang', options, {
    cwd: KERNEL_FOLDER,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

for (const unit of UNITS) {
  // The heap belongs to tfjs: a stack or data of ours would lie in the middle of it.
  const assembly = clang(...COMPILER, '-S', '-o', '-', unit);
  if (/__stack_pointer|\.section\s+\.(data|rodata|bss)/.test(assembly))
    throw new Error(`${unit} needs memory of its own.`);
}
const sources = sourcesHash();
for (const [name, options] of Object.entries(BUILDS)) {
  const file = path.join(KERNEL_FOLDER, `${name}.wasm`);
  clang(...COMPILER, ...LINKER, ...options, '-o', file, ...UNITS);
  writeFileSync(file, withCustomSection(readFileSync(file), SOURCES_SECTION, sources));
}
writeFileSync(path.join(KERNEL_FOLDER, 'abi.ts'), writeAbi(readAbi(readHeader()), sources));
