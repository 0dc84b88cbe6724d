import { chromium, expect, test, type BrowserContext } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from '../../tools/build/browsers/chromium';
import { TOLERANCES } from '../../tools/golden/tolerances';
import { GlipPage } from '../support/glipPage';
import { goldenAlignment } from '../support/golden';
import { cutOff, LibraryPage } from '../support/library';
import { RendererMemory } from './memory';

/**
 * A checkpoint as large as the released GLIP-T goes the visitor's way: dropped on the page, stored, loaded at the next visit
 * without a network, and run; its alignments are those of the official implementation. Prints what it took.
 */

const GOLDENS = path.resolve('../shared/golden');
const TOKENIZER = path.resolve('../shared/data/bert-base-uncased');
const RUN = 'glip_t_224x320';
const MODEL = 'file-glip-t-golden';

/** Twice what F16 was measured to do in Node (docs/checkpoints.md); in F32 nothing but rounding noise. */
const TOLERANCE = {
  F16: { logit: 0.2, probability: 0.01 },
  F32: { logit: TOLERANCES.glip_t!.alignment, probability: TOLERANCES.glip_t!.alignment },
} as const;

/** One tensor (the word embeddings) and 100 MB of JavaScript's memory, and what the worker itself takes to start. */
const MEMORY = 94e6 + 100e6 + 90e6;

let folder: string;
let files: string[];

test.beforeAll(() => {
  test.skip(
    !existsSync(GOLDENS) || !existsSync(TOKENIZER),
    'This needs ../shared/golden and ../shared/data/bert-base-uncased.',
  );
  folder = mkdtempSync(path.join(os.tmpdir(), 'glip-large-'));
  const checkpoint = path.join(folder, 'glip-t-golden.pth');
  files = [checkpoint, path.join(TOKENIZER, 'tokenizer.json'), path.join(TOKENIZER, 'tokenizer_config.json')];
  execFileSync('npx', ['tsx', 'tests/support/checkpoint/makeCheckpoint.ts', checkpoint], { stdio: 'inherit' });
  report('the checkpoint', megabytes(statSync(checkpoint).size));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const format of ['F16', 'F32'] as const) {
  test(`GLIP-T, kept in ${format}`, async ({ baseURL }) => {
    // A context of Playwright's own is a private window, whose storage lies in memory.
    const profile = path.join(folder, `profile-${format}`);
    const context = await chromium.launchPersistentContext(profile, {
      baseURL,
      executablePath: findChromium(),
      viewport: { width: 1280, height: 900 },
    });
    try {
      await journey(context, new RendererMemory(profile), format);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });
}

async function journey(context: BrowserContext, memory: RendererMemory, format: 'F16' | 'F32'): Promise<void> {
  const page = context.pages()[0]!;
  const glip = new GlipPage(page);
  const library = new LibraryPage(page);
  const runTime = () => page.getByTestId('run-time').textContent();
  await glip.open('./?backend=wasm&debug');
  const asked = await cutOff(page);

  await test.step('drop and store', async () => {
    await library.open();
    await page.getByRole('radio', { name: format }).check();
    const before = memory.now();
    memory.restart();
    const start = performance.now();
    await page.getByTestId('model-file').setInputFiles(files);
    await library.stands(MODEL, 'opening');
    await expect(library.card(MODEL)).not.toHaveAttribute('data-standing', 'opening');
    const growth = memory.peak() - before;
    report('read, converted, stored', `${seconds(start)}, ${megabytes(growth)} more memory than before at most`);
    expect(growth).toBeLessThan(MEMORY);
    await library.stands(MODEL, 'in-use');
    report(
      'takes',
      await library
        .card(MODEL)
        .getByText(new RegExp(`, ${format}$`))
        .textContent(),
    );
  });

  await test.step('the next visit, without a network', async () => {
    const start = performance.now();
    await page.reload();
    memory.restart();
    await expect(page.getByTestId('resolution')).toBeVisible(); // which only the large models offer
    report('loaded at the next visit', `${seconds(start)}, ${megabytes(memory.peak())} of memory at most`);
    await glip.grounded();
    await expect(library.button).toContainText('glip-t-golden');
    report('a sample picture at the size "fast"', `${await runTime()}, ${megabytes(memory.peak())} of memory at most`);
  });

  await test.step('the official alignments', async () => {
    const start = performance.now();
    const errors = await goldenAlignment(page, GOLDENS, RUN);
    report(
      `${RUN} in the page's worker`,
      `${seconds(start)}, logits within ${errors.logit.toExponential(1)}, probabilities within ${errors.probability.toExponential(1)}`,
    );
    expect(errors.logit).toBeLessThan(TOLERANCE[format].logit);
    expect(errors.probability).toBeLessThan(TOLERANCE[format].probability);
  });

  await test.step('another prompt', async () => {
    await glip.retype('a red apple and two green pears');
    report('another prompt', await runTime());
    expect(asked).toEqual([]);
  });
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

function report(what: string, value: string | null): void {
  console.log(`${what}: ${value}`);
}
