import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const content = await page.evaluate(() => document.documentElement.scrollWidth);
  // Not `innerWidth`: a phone shows a page that is too wide smaller, and that grows with it.
  expect(content).toBeLessThanOrEqual(page.viewportSize()!.width);
}
