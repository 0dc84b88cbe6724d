/** Compiles the native kernels of the wasm backend (src/model/ops/wasm/c). Needs clang and wasm-ld 16 or newer: `apt-get install clang-16 lld-16`, CLANG=clang-16. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { NativeBuild } from '../src/model/ops/wasm/install';

const FOLDER = path.join(import.meta.dirname, '../src/model/ops/wasm');
const COMPILER = ['--target=wasm32', '-msimd128', '-O3', '-ffreestanding', '-nostdlib', '-Wall', '-Wextra', '-Werror'];
const LINKER = ['-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--strip-all'];

const RELAXED = ['-mrelaxed-simd'];
/** Whether a memory is shared is part of an import's type. */
const SHARED = ['-matomics', '-mbulk-memory', '-Wl,--shared-memory', `-Wl,--max-memory=${2 ** 32}`];

/** What each build needs besides: see nativeBuild. */
const BUILDS: Readonly<Record<NativeBuild, readonly string[]>> = {
  kernels: [],
  'kernels-relaxed': RELAXED,
  'kernels-shared': SHARED,
  'kernels-shared-relaxed': [...SHARED, ...RELAXED],
};

function clang(...options: string[]): string {
  return execFileSync(process.env.CLANG ?? 'clang', options, { cwd: FOLDER, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

const sources = readdirSync(path.join(FOLDER, 'c')).filter((file) => file.endsWith('.c')).sort().map((file) => path.join('c', file));
for (const source of sources) {
  // The heap belongs to tfjs: a stack or data of ours would lie in the middle of it.
  const assembly = clang(...COMPILER, '-S', '-o', '-', source);
  if (/__stack_pointer|\.section\s+\.(data|rodata|bss)/.test(assembly)) throw new Error(`${source} needs memory of its own.`);
}
for (const [name, options] of Object.entries(BUILDS)) {
  clang(...COMPILER, ...LINKER, ...options, '-o', `${name}.wasm`, ...sources);
}
