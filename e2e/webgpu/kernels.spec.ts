import type { Page } from '@playwright/test';
import { parityAddress } from '../support/parity';
import { expect, test, watch } from '../support/test';

/** Of the largest value: sums in another order. */
const TOLERANCE = 1e-5;

test.describe('the fused kernels of WebGPU against the compositions that define them', () => {
  let page: Page;
  let faults: string[];
  test.beforeAll(async ({ browser, baseURL }) => {
    page = await browser.newPage();
    faults = watch(page);
    await page.goto(parityAddress(baseURL!));
    await page.evaluate(() => window.parity.start('webgpu'));
  });
  test.afterAll(() => page.close());

  test('all at sizes that do not fit their tiles', async () => {
    const kernels = await page.evaluate(() => window.parity.kernels());
    expect(kernels.length).toBeGreaterThan(0);
    for (const kernel of kernels) {
      await test.step(kernel, async () => {
        const reports = await page.evaluate((kernel) => window.parity.compareKernel(kernel), kernel);
        expect(reports.length, kernel).toBeGreaterThan(0);
        for (const report of reports) {
          expect(report, `${kernel}, ${report.size}`).toMatchObject({ sameShape: true, leaked: 0 });
          expect(report.largest, `${kernel}, ${report.size}`).toBeGreaterThan(0);
          expect(report.error, `${kernel}, ${report.size}`).toBeLessThanOrEqual(TOLERANCE * Math.max(1, report.largest));
        }
      });
    }
    expect(faults).toEqual([]);
  });
});
