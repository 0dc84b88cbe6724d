import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { headers } from './headers.ts';

const FILE = 'sw.js';
/** What a host reads, and no visitor. */
const OF_THE_HOST = ['_headers', '.nojekyll'];

/** Part of the paths of what is kept once it was used: a second model is 12 MB that most visitors do without. */
const KEPT_WHEN_USED = '/weights/glip-micro-photos/';

/** Builds the service worker as sw.js beside the page, and tells it which files there are and which headers they should have. */
export function offlineFiles(entry: string): Plugin {
  return {
    name: 'offline-files',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: entry, fileName: FILE });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type !== 'chunk') throw new Error(`${FILE} was not built.`);
        const files = Object.keys(bundle).filter(
          (file) => file !== FILE && !OF_THE_HOST.includes(file) && !file.includes(KEPT_WHEN_USED),
        );
        const hash = createHash('sha256').update(files.join('\n'));
        // Names in assets/ hold a hash of the contents already.
        for (const file of files) {
          const output = bundle[file]!;
          if (!file.startsWith('assets/')) hash.update(output.type === 'asset' ? output.source : output.code);
        }
        const constants = {
          FILES: ['./', ...files],
          VERSION: hash.digest('hex').slice(0, 16),
          KEPT_WHEN_USED,
          HEADERS: headers('preview'),
        };
        const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
        worker.code = lines.join('') + worker.code;
      },
    },
  };
}
