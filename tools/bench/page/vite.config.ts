import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { headers } from '../../build/headers.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The page of `npm run bench`: the model alone in a worker, on the product's own backends. No part of the product. */
export default defineConfig({
  root: path('.'),
  base: './',
  publicDir: path('../../../public'),
  cacheDir: path('../../../.cache/vite-bench'),
  worker: { format: 'es' },
  build: { target: 'es2022', outDir: path('../../../.cache/bench'), emptyOutDir: true },
  preview: { headers: headers('preview') },
});
