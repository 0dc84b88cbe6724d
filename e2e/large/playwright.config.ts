import { defineConfig } from '@playwright/test';

/** The proof at full size (`npm run e2e:large`): not part of CI, since it takes gigabytes and many minutes. */

const port = Number(process.env.E2E_PORT ?? 43180);

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/large',
  workers: 1,
  timeout: 3_600_000,
  expect: { timeout: 1_800_000 },
  use: { baseURL: `http://localhost:${port}` },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    cwd: '../..',
    port,
    reuseExistingServer: process.env.E2E_PORT !== undefined,
  },
});
