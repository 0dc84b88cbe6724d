import type { Page } from '@playwright/test';
import type { Visitor } from './visitor';

/** Firefox, which Playwright drives by WebDriver BiDi. */
export const firefoxVisitor = (page: Page): Visitor => ({
  engine: 'firefox',
  goto: async (address) => void (await page.goto(address)),
  evaluate: (work, argument) => page.evaluate(work as never, argument as never),
  click: (selector) => page.locator(selector).first().click(),
  drag: async (from, to) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  },
  type: (text) => page.keyboard.type(text),
  press: (key) => page.keyboard.press(key),
  choose: (selector, paths) => page.locator(selector).setInputFiles([...paths]),
});
