import type { Page } from '@playwright/test';

declare global {
  interface Window {
    __longTasks: number[];
  }
}

/**
 * Watches the main thread of the pages that are opened from now on.
 * @returns the tasks of 50 ms and more since the last call, or since the page was opened. Milliseconds, the longest first.
 */
export async function watchLongTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    window.__longTasks = [];
    new PerformanceObserver((list) => {
      window.__longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
  return () =>
    page.evaluate(async () => {
      // An observer hears of a task after it, when the thread is idle.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return window.__longTasks.splice(0).sort((a, b) => b - a);
    });
}
