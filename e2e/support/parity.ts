import type { Browser, Page } from '@playwright/test';
import type { ParityPage } from '../parity/main';
import { expect, test, watch } from './test';

declare global {
  interface Window {
    parity: ParityPage;
  }
}

/** Where playwright.config.ts serves e2e/parity. */
const parityAddress = (baseURL: string) => {
  const url = new URL(baseURL);
  url.port = String(Number(url.port) + 1);
  return url.href;
};

/** Opens that page on a backend. `faults` grows with whatever goes wrong in it. */
export async function openParityPage(
  browser: Browser,
  baseURL: string,
  backend: 'webgpu' | 'wasm',
): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage();
  const faults = watch(page);
  await page.goto(parityAddress(baseURL));
  await page.evaluate((backend) => window.parity.start(backend), backend);
  return { page, faults };
}

/** The runs in the repository's fixtures. */
const RUNS = [
  ...['tiny_a', 'tiny_b', 'tiny_odd', 'tiny_longest', 'tiny_cap100', 'tiny_batch'],
  ...['tiny_a_form_wide', 'tiny_a_form_tall', 'tiny_l_form_wide', 'tiny_l_form_tall'],
];

/** Every whole run of the tiny models on a backend, in one page: its golden tensors, its detections, nothing left behind. */
export function parityTests(backend: 'webgpu' | 'wasm', factor: number): void {
  test.describe(`parity with the official implementation on ${backend}`, () => {
    let page: Page;
    let faults: string[];
    test.beforeAll(async ({ browser, baseURL }) => {
      ({ page, faults } = await openParityPage(browser, baseURL!, backend));
    });
    test.afterAll(() => page.close());

    test('no run of the fixtures is left out', async () => {
      expect(new Set(await page.evaluate(() => window.parity.runs()))).toEqual(new Set(RUNS));
    });

    for (const run of RUNS) {
      test(run, async () => {
        const report = await page.evaluate(([run, factor]) => window.parity.check(run, factor), [run, factor] as const);
        expect(report, JSON.stringify(report, null, 1)).toMatchObject({
          passed: true,
          matched: report.expected,
          found: report.expected,
          leaked: 0,
        });
        expect(report.expected).toBeGreaterThan(0);
        expect(faults).toEqual([]);
        expect(Object.keys(report.stages)).toEqual(
          expect.arrayContaining(['swin', 'fpn', 'bert', 'head', 'alignment', 'codes']),
        );
      });
    }
  });
}
