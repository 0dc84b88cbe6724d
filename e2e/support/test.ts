import { test as base, expect, type Page } from '@playwright/test';
import { GlipPage } from './glipPage';

export { expect };

/**
 * `glip` is a fresh page, not opened yet. Whatever a test asks for, it fails when the page throws, or when its security policy stops
 * something; one that breaks the page on purpose empties `faults`.
 */
export const test = base.extend<{ glip: GlipPage; faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults = watch(page);
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  glip: ({ page }, use) => use(new GlipPage(page)),
});

const POLICY =
  /Content Security Policy|Content-Security-Policy|Cross-Origin-(Embedder|Opener|Resource)-Policy|ERR_BLOCKED_BY_RESPONSE/;

/** Collects what must never happen on the page, whatever a test does. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => {
    // WebDriver BiDi reports what Firefox says of a failed request as an error of a script.
    const fault = error.stack ?? error.message;
    if (/^Cross-Origin Request Blocked: .*(CORS header|CORS request)/.test(fault)) return;
    faults.push(`uncaught: ${fault}`);
  });
  page.on('console', (message) => {
    if (POLICY.test(message.text())) faults.push(message.text());
  });
  return faults;
}
