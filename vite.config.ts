import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { headers, policyInPage } from './tools/build/headers.ts';
import { offlineFiles } from './tools/build/offlineFiles.ts';
import { publicFiles } from './tools/build/publicFiles.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Writes the preview server's headers as `_headers`, which Netlify and Cloudflare Pages read. */
const headersFile: Plugin = {
  name: 'headers-file',
  generateBundle() {
    const lines = Object.entries(headers('preview')).map(([name, value]) => `  ${name}: ${value}`);
    this.emitFile({ type: 'asset', fileName: '_headers', source: ['/*', ...lines, ''].join('\n') });
    // Without it GitHub Pages would leave out what begins with an underscore.
    this.emitFile({ type: 'asset', fileName: '.nojekyll', source: '' });
  },
};

/**
 * Puts all that is not the entry of a worker itself into chunks of their own, so that no chunk imports an entry: WebKit evaluates a
 * worker's entry a second time when it is imported by its address, and that second copy, which has no model, answers the page first.
 */
const entriesApart = {
  codeSplitting: {
    groups: [{ name: 'shared', test: (id: string) => !/\.worker\.ts$/.test(id), minShareCount: 1, entriesAware: true }],
  },
  // By themselves such chunks are named after all entries that share them.
  chunkFileNames: ({ name }: { name: string }) =>
    `assets/${name.startsWith('shared~') ? 'shared' : '[name]'}-[hash].js`,
};

export default defineConfig(({ command }) => ({
  // Relative, so that the built page works under any path of a static host.
  base: './',
  plugins: [
    react(),
    publicFiles(),
    policyInPage,
    headersFile,
    offlineFiles(path('./src/workers/offline/serviceWorker.ts')),
  ],
  optimizeDeps: {
    // What only the worker imports is found late, and each late find would reload the page at its very first start.
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
      '@tensorflow/tfjs-backend-webgpu',
      '@xenova/transformers/src/tokenizers.js',
      'wink-nlp',
      'wink-eng-lite-web-model',
    ],
  },
  html: { cspNonce: command === 'serve' ? 'dev' : undefined },
  worker: {
    format: 'es',
    rolldownOptions: { output: entriesApart },
  },
  build: { target: 'es2022' },
  server: { headers: headers('dev') },
  preview: { headers: headers('preview') },
}));
