/** Compiles the native kernels of the wasm backend (src/model/ops/wasm/c). Needs clang and wasm-ld 14 or newer: `apt-get install clang lld`. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../src/model/ops/wasm');
const COMPILER = ['--target=wasm32', '-msimd128', '-O3', '-ffreestanding', '-nostdlib', '-Wall', '-Wextra', '-Werror'];
const LINKER = ['--no-entry', '--import-memory', '--strip-all'];

/** Whether a memory is shared is part of an import's type. */
const BUILDS = {
  'kernels.wasm': { compiler: [], linker: [] },
  'kernels-shared.wasm': { compiler: ['-matomics', '-mbulk-memory'], linker: ['--shared-memory', `--max-memory=${2 ** 32}`] },
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
for (const [name, { compiler, linker }] of Object.entries(BUILDS)) {
  clang(...COMPILER, ...compiler, ...[...LINKER, ...linker].map((option) => `-Wl,${option}`), '-o', name, ...sources);
}
