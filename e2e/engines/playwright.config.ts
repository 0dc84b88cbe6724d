import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { findFirefox, firefoxLaunch } from '../../tools/build/browsers/firefox';
import { findWebKit } from '../../tools/build/browsers/webkit';
import { page, server, settings } from '../support/settings';

/**
 * The main journeys in Firefox and WebKit, and the part of the Chromium suite that runs in Firefox too. Both are the engines as they are
 * distributed, found or installed; where one cannot be had, its tests are left out with one line.
 */
const firefox = findFirefox();
const webkit = findWebKit();
if (process.env.TEST_WORKER_INDEX === undefined) {
  if (!firefox) console.log('There is no Firefox here and none could be installed: its tests are left out.');
  if (!webkit)
    console.log('There is no WebKitGTK with its driver here and none could be installed: its tests are left out.');
}

/** The browser of Playwright's own fixtures. */
const playwrightFirefox = (() => {
  const { channel, ...launchOptions } = firefoxLaunch();
  return { browserName: 'firefox' as const, channel, launchOptions, serviceWorkers: 'block' as const };
})();

export default defineConfig<object, { engine: 'firefox' | 'webkit' }>({
  testDir: '..',
  outputDir: '../../test-results/engines',
  ...settings,
  use: page,
  projects: [
    ...(firefox
      ? [
          { name: 'firefox', testMatch: 'engines/journeys.spec.ts', use: { engine: 'firefox' as const } },
          // What else could fail in one engine alone. Left out: what chooses folders, which WebDriver BiDi cannot do for Firefox, and what
          // speaks Chromium's own protocol.
          {
            name: 'firefox-suite',
            testMatch:
              /e2e\/(address|isolation|models|navigation|pictures|picture-errors|privacy|prompt|recovery|share)\.spec\.ts$/,
            grepInvert: /without room/,
            use: playwrightFirefox,
          },
        ]
      : []),
    ...(webkit ? [{ name: 'webkit', testMatch: 'engines/journeys.spec.ts', use: { engine: 'webkit' as const } }] : []),
  ],
  webServer: [{ ...server, cwd: path.join(import.meta.dirname, '../..') }],
});
