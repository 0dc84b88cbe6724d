import type { Page } from '@playwright/test';

/** Ends the process of a tab as a lack of memory does: at once, with all its workers, in the middle of whatever they write. */
export async function killTab(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  // It cannot answer any more.
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}
