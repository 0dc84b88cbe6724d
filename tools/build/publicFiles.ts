import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/**
 * Puts the folders of public/ (weights, samples, …) into the build under a name that holds a hash of their contents, as Vite does with
 * what is imported: a page never reads the weights of another build, and a cache may keep what it has. Files beside those folders
 * keep their names. The page learns the place from `__DATA__` (see src/app/lib/dataFolder.ts).
 */
export function publicFiles(): Plugin {
  let folder = '';
  return {
    name: 'public-files',
    config: ({ root = '.', publicDir }, { command }) => {
      folder = path.resolve(root, typeof publicDir === 'string' ? publicDir : 'public');
      const place = command === 'build' ? `assets/${hashOf(folder)}/` : '';
      return { build: { copyPublicDir: false }, define: { __DATA__: JSON.stringify(place) } };
    },
    generateBundle() {
      const place = `assets/${hashOf(folder)}/`;
      for (const file of filesIn(folder)) {
        this.emitFile({
          type: 'asset',
          fileName: file.includes('/') ? place + file : file,
          source: readFileSync(path.join(folder, file)),
        });
      }
    },
  };
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of filesIn(folder))
    if (file.includes('/')) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 8);
}

/** Paths relative to the folder, with forward slashes, in a fixed order. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
