import type { Page } from '@playwright/test';
import { openParityPage } from '../support/parity';
import { expect, test } from '../support/test';

const KERNELS = [
  ...['AddLinear', 'ClampedLinear', 'Conv2d', 'CrossAttend', 'FuseBranches', 'HeadMatMul', 'LayerNorm', 'Linear'],
  ...[
    'MappedDeformConv2d',
    'PackFloat16',
    'ResizePicture',
    'SelfAttention',
    'UnpackFloat16',
    'UnpackRows',
    'WindowAttention',
  ],
];

/** Of the largest value: sums in another order. */
const TOLERANCE = 1e-5;

test.describe('the fused kernels of WebGPU against the compositions that define them', () => {
  let page: Page;
  let faults: string[];
  test.beforeAll(async ({ browser, baseURL }) => {
    ({ page, faults } = await openParityPage(browser, baseURL!, 'webgpu'));
  });
  test.afterAll(() => page.close());

  test('none is left out', async () => {
    expect(new Set(await page.evaluate(() => window.parity.kernels()))).toEqual(
      new Set([...KERNELS, 'CompactCandidates']),
    );
  });

  for (const kernel of KERNELS) {
    test(`${kernel}, at sizes that do not fit its tiles`, async () => {
      const reports = await page.evaluate((kernel) => window.parity.compareKernel(kernel), kernel);
      expect(reports.length).toBeGreaterThan(0);
      for (const report of reports) {
        expect(report, report.size).toMatchObject({ sameShape: true, leaked: 0 });
        expect(report.largest, report.size).toBeGreaterThan(0);
        expect(report.error, report.size).toBeLessThanOrEqual(TOLERANCE * Math.max(1, report.largest));
      }
      expect(faults).toEqual([]);
    });
  }

  for (const aggregation of ['mean', 'max', 'power'] as const) {
    test(`the candidates, ${aggregation}`, async () => {
      const { composed, fused, leaked } = await page.evaluate(
        (aggregation) => window.parity.compareCandidates(aggregation),
        aggregation,
      );
      expect(composed.length).toBeGreaterThan(60);
      expect(fused.length).toBe(composed.length);
      composed.forEach((candidate, i) => candidate.forEach((value, k) => expect(fused[i]![k]).toBeCloseTo(value, 3)));
      expect(leaked).toBe(0);
      expect(faults).toEqual([]);
    });
  }
});
