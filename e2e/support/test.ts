import { test as base, expect, type Page } from '@playwright/test';
import { GlipPage } from './glipPage';

export { expect };

/** `glip` is a fresh page, not opened yet. A test fails when the page throws, or when its security policy stops something. */
export const test = base.extend<{ glip: GlipPage }>({
  glip: async ({ page }, use) => {
    const faults = watch(page);
    await use(new GlipPage(page));
    expect(faults).toEqual([]);
  },
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
