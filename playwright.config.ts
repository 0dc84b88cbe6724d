import { defineConfig } from '@playwright/test';
import { page, port, reuseExistingServer, server, settings } from './e2e/support/settings';
import { findChromium } from './tools/build/browsers/chromium';
import { SOFTWARE_WEBGPU } from './tools/build/webgpuFlags';

const parityPort = port + 1;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  ...settings,
  use: {
    ...page,
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
    server,
    {
      name: 'parity',
      command: `npx vite build -c e2e/parity/vite.config.ts --logLevel warn && npx vite preview -c e2e/parity/vite.config.ts --port ${parityPort} --strictPort`,
      port: parityPort,
      reuseExistingServer,
    },
  ],
});
