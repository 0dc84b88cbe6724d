import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { headers } from '../../tools/build/headers.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The page of the parity test: the model alone with the golden tensors. No part of the product. */
export default defineConfig({
  root: path('.'),
  base: './',
  publicDir: path('../../tests/fixtures/golden'),
  cacheDir: path('../../.cache/vite-parity'),
  build: { target: 'es2022', outDir: path('../../.cache/parity'), emptyOutDir: true },
  preview: { headers: headers('preview') },
});
