import { defineConfig } from '@playwright/test';
import { findChromium } from './tools/build/browsers/chromium';
import { SOFTWARE_WEBGPU } from './tools/build/webgpuFlags';

/** Who names a port may run a server of their own there; otherwise nothing but this build may answer. */
const reuseExistingServer = process.env.E2E_PORT !== undefined;
const port = Number(process.env.E2E_PORT ?? 43170);
const parityPort = port + 1;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1280, height: 900 },
    // Tests stop requests to see what the page does then; a service worker would answer them. offline.spec.ts allows it.
    serviceWorkers: 'block',
    // Recording every test would cost more than running it.
    trace: 'on-first-retry',
    launchOptions: { executablePath },
  },
  projects: [
    { name: 'wasm', testIgnore: ['webgpu/**', 'large/**', 'engines/**'] },
    {
      name: 'webgpu',
      testDir: 'e2e/webgpu',
      timeout: 300_000,
      expect: { timeout: 240_000 },
      use: { launchOptions: { executablePath, args: SOFTWARE_WEBGPU } },
    },
  ],
  webServer: [
    { name: 'page', command: `npx vite preview --port ${port} --strictPort`, port, reuseExistingServer },
    {
      name: 'parity',
      command: `npx vite build -c e2e/parity/vite.config.ts --logLevel warn && npx vite preview -c e2e/parity/vite.config.ts --port ${parityPort} --strictPort`,
      port: parityPort,
      reuseExistingServer,
    },
  ],
});
