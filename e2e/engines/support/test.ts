import { firefox, test as base, type Browser } from '@playwright/test';
import { preview, type PreviewServer } from 'vite';
import { firefoxLaunch } from '../../../tools/build/browsers/firefox';
import { findWebKit } from '../../../tools/build/browsers/webkit';
import { watch } from '../../support/test';
import { firefoxVisitor } from './firefox';
import { JourneyPage } from './journeyPage';
import { WebKit } from './webkit';

export { expect } from '@playwright/test';

interface Fixtures {
  /** A fresh browser window, not opened on anything yet. */
  readonly journey: JourneyPage;
  /** The built page's own server, which a test may end. */
  readonly site: { readonly address: string; readonly server: PreviewServer };
}

interface WorkerFixtures {
  readonly engine: 'firefox' | 'webkit';
  /** Runs a journey in a window of the engine, which is started once for all. */
  readonly openWindow: (work: (journey: JourneyPage) => Promise<void>) => Promise<void>;
}

/** Engines that Playwright does not bring along, each by the driver of its makers. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  engine: ['firefox', { option: true, scope: 'worker' }],
  openWindow: [
    async ({ engine }, use) => {
      if (engine === 'webkit') {
        const webkit = await WebKit.start(findWebKit()!);
        await use((work) => webkit.withVisitor((visitor) => work(new JourneyPage(visitor))));
        webkit.stop();
      } else {
        const browser = await firefox.launch(firefoxLaunch());
        await use((work) => withFirefox(browser, work));
        await browser.close();
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from it which fixtures this one needs.
  site: async ({}, use) => {
    const server = await preview({ preview: { port: 0, strictPort: false }, logLevel: 'silent' });
    await use({ address: server.resolvedUrls!.local[0]!, server });
    await server.close();
  },
  journey: ({ openWindow }, use) => openWindow(use),
});

async function withFirefox(browser: Browser, work: (journey: JourneyPage) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'allow' });
  const page = await context.newPage();
  const faults = watch(page);
  await work(new JourneyPage(firefoxVisitor(page)));
  await context.close();
  base.expect(faults).toEqual([]);
}
