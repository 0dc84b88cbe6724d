import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'vite';

export const DIST = path.join(import.meta.dirname, '../../dist');

/** Builds the page once more, such that every script has another name, as after any change; `data-build` of its root tells it. */
export async function buildAnother(name: string): Promise<string> {
  const outDir = path.join(import.meta.dirname, `../../.cache/build-${name}`);
  await rm(outDir, { recursive: true, force: true });
  const mark: Plugin = {
    name: 'mark',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/src/app/main.tsx')
        ? `${code}\ndocument.documentElement.dataset.build = ${JSON.stringify(name)};`
        : null,
  };
  await build({
    root: path.join(import.meta.dirname, '../..'),
    build: { outDir, emptyOutDir: true },
    plugins: [mark],
    logLevel: 'warn',
  });
  return outDir;
}
