import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { headers } from './tools/headers';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig(({ command }) => ({
  // Relative, so that the built page works under any path of a static host.
  base: './',
  plugins: [react()],
  resolve: {
    alias: {
      // transformers.js is here for its tokenisers only; this keeps 10 MB of onnxruntime and its eval out of the bundle.
      'onnxruntime-web': path('./src/workers/onnxStub.ts'),
    },
  },
  html: { cspNonce: command === 'serve' ? 'dev' : undefined },
  worker: { format: 'es' },
  build: { target: 'es2022' },
  server: { headers: headers('dev') },
  preview: { headers: headers('preview') },
}));
