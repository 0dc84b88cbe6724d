import type { Browser } from '@playwright/test';
import type { TuningForm } from '../../src/model/tuning/tunedPrompt';
import { openParityPage } from '../support/parity';
import { expect, test } from '../support/test';

/** Of a loss: sums in another order, step after step. Measured: 2e-6. */
const TOLERANCE = 1e-4;

async function lessonOn(backend: 'webgpu' | 'wasm', form: TuningForm, browser: Browser, baseURL: string) {
  const { page, faults } = await openParityPage(browser, baseURL, backend);
  const { steps, leaked } = await page.evaluate((form) => window.parity.learn(form), form);
  expect(faults).toEqual([]);
  expect(leaked).toBe(0);
  await page.close();
  return steps;
}

for (const [form, tuned] of [
  ['alignment', 'final token embeddings'],
  ['embedding', 'embeddings that enter the fusion'],
] as const) {
  test(`teaching the ${tuned} has the same loss curve as on wasm`, async ({ browser, baseURL }) => {
    const [onWasm, onWebGpu] = [
      await lessonOn('wasm', form, browser, baseURL!),
      await lessonOn('webgpu', form, browser, baseURL!),
    ];
    expect(onWebGpu.map(({ step }) => step)).toEqual(onWasm.map(({ step }) => step));
    for (const curve of ['loss', 'heldOut'] as const) {
      const [expected, actual] = [onWasm, onWebGpu].map((steps) => steps.map((step) => step[curve]!)) as [
        number[],
        number[],
      ];
      expected.forEach((loss, step) =>
        expect(
          Math.abs(actual[step]! / loss - 1),
          `${curve} at step ${step}: ${actual.join(' ')} for ${expected.join(' ')}`,
        ).toBeLessThan(TOLERANCE),
      );
    }
    // There is something to tell apart: the steps change the loss by far more than that.
    expect(onWasm.at(-1)!.loss).toBeLessThan(0.9 * onWasm[0]!.loss);
  });
}
