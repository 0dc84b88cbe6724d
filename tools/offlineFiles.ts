import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const FILE = 'sw.js';

/** Builds the service worker as sw.js beside the page, and tells it which files there are. */
export function offlineFiles(entry: string): Plugin {
  let publicDir = '';
  return {
    name: 'offline-files',
    apply: 'build',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: entry, fileName: FILE });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type !== 'chunk') throw new Error(`${FILE} was not built.`);
        const built = Object.keys(bundle).filter((file) => file !== FILE && file !== '_headers');
        const copied = filesIn(publicDir);
        const hash = createHash('sha256').update(built.join('\n'));
        // Names in assets/ hold a hash of the contents already.
        for (const file of built) {
          const output = bundle[file]!;
          if (!file.startsWith('assets/')) hash.update(output.type === 'asset' ? output.source : output.code);
        }
        for (const file of copied) hash.update(file).update(readFileSync(path.join(publicDir, file)));
        const constants = { FILES: ['./', ...built, ...copied], VERSION: hash.digest('hex').slice(0, 16) };
        const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
        worker.code = lines.join('') + worker.code;
      },
    },
  };
}

/** Paths relative to the folder, with forward slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
