import type { Browser, Page } from '@playwright/test';
import { longTasks } from '../experiments/longTasks';
import { median } from './statistics';

/** The page as a visitor has it, on glip-micro. Milliseconds, medians where there were several. */
export interface PageTiming {
  /** From the last byte of the weights to the first boxes. */
  readonly firstResult: number;
  /** Another text on the same picture, as the page itself states it. */
  readonly reprompt: number;
  /** From a move of the threshold to the frame after the one that shows it. */
  readonly rethreshold: number;
  /** Tasks of 50 ms and more on the main thread after the first result, in processor time. */
  readonly longTasks: readonly number[];
}

declare global {
  interface Window {
    /** When the first result was shown, in milliseconds since 1970. */
    __shownAt?: number;
  }
}

const VISITS = 5;
const THINGS = ['balloon', 'butterfly', 'dog', 'cat', 'star'];
const THRESHOLDS = [0.1, 0.5, 0.2, 0.6, 0.3];
const WEIGHTS = /model\.safetensors$/;
const SHOWN = '[data-testid="summary"][data-current]';

/** @param address of the built page */
export async function timeProductPage(browser: Browser, address: string, backend: string): Promise<PageTiming> {
  const firstResults: number[] = [];
  for (let visit = 1; visit < VISITS; visit++) {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    firstResults.push(await firstResult(page, address, backend));
    await page.close();
  }
  const page = await browser.newPage({ serviceWorkers: 'block' });
  firstResults.push(await firstResult(page, address, backend));
  const reprompts: number[] = [];
  const rethresholds: number[] = [];
  const tasks = await longTasks(browser, page, async () => {
    for (const thing of THINGS) reprompts.push(await reprompt(page, `a red ${thing}`));
    for (const threshold of THRESHOLDS) rethresholds.push(await rethreshold(page, threshold));
  });
  await page.close();
  return {
    firstResult: median(firstResults),
    reprompt: median(reprompts),
    rethreshold: median(rethresholds),
    longTasks: tasks,
  };
}

async function firstResult(page: Page, address: string, backend: string): Promise<number> {
  await page.addInitScript((shown) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(shown)) return;
      window.__shownAt = performance.timeOrigin + performance.now();
      observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-current'] });
  }, SHOWN);
  const weights = page.waitForEvent('requestfinished', (request) => WEIGHTS.test(request.url()));
  await page.goto(`${address}?backend=${backend}`);
  const { startTime, responseEnd } = (await weights).timing();
  const shownAt = await page.waitForFunction(() => window.__shownAt, undefined, { timeout: 0 });
  return (await shownAt.jsonValue())! - (startTime + responseEnd);
}

async function reprompt(page: Page, text: string): Promise<number> {
  await page.getByTestId('prompt').fill(text);
  await page.locator(SHOWN).waitFor({ state: 'detached' });
  await page.locator(SHOWN).waitFor({ timeout: 0 });
  return 1000 * parseFloat((await page.getByTestId('run-time').textContent())!);
}

function rethreshold(page: Page, threshold: number): Promise<number> {
  return page.getByTestId('threshold').evaluate(async (slider: HTMLInputElement, value) => {
    const begin = performance.now();
    // React overrides the element's own property, and takes what is set through it for its own doing.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(slider, String(value));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - begin;
  }, threshold);
}
