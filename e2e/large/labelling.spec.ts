import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { findChromium } from '../../tools/build/browsers/chromium';
import { killTab } from '../support/killTab';
import { samplePicture, samples } from '../support/truth';
import { RendererMemory } from './memory';

/** Five hundred pictures are labelled with flat memory, and a tab that dies in the middle loses none of them. Prints what it took. */

const COUNT = 500;
/** Of the pictures: where the tab is killed, and from where to where its memory may not grow. */
const [KILLED, SETTLED, LATE] = [0.2, 0.4, 0.8].map((share) => share * COUNT) as [number, number, number];
const [WIDTH, HEIGHT] = [1024, 768];
/** How much more memory the last hundred may take than there was at SETTLED; what was measured stands in docs/labelling.md. */
const GROWTH = 120e6;

let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'glip-labelling-'));
  mkdirSync(path.join(folder, 'set'));
  for (let i = 0; i < COUNT; i++)
    writeFileSync(path.join(folder, 'set', `${String(i).padStart(3, '0')}.jpg`), await picture(i));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The samples in turn, each time shifted and in another light: no two pictures are alike. */
function picture(i: number): Promise<Buffer> {
  const shift = (i * 37) % 200;
  return sharp(samplePicture(samples[i % samples.length]!))
    .resize(WIDTH + 200, HEIGHT + 200, { fit: 'fill' })
    .extract({ left: shift, top: 200 - shift, width: WIDTH, height: HEIGHT })
    .linear(0.85 + (i % 7) * 0.05)
    .jpeg()
    .toBuffer();
}

test(`${COUNT} pictures of ${WIDTH} × ${HEIGHT}`, async ({ baseURL }) => {
  const profile = path.join(folder, 'profile');
  // A context of Playwright's own is a private window, whose storage lies in memory.
  const context = await chromium.launchPersistentContext(profile, {
    baseURL,
    executablePath: findChromium(),
    viewport: { width: 1280, height: 900 },
  });
  try {
    await journey(context, new RendererMemory(profile));
  } finally {
    await context.close();
  }
});

async function journey(context: BrowserContext, memory: RendererMemory): Promise<void> {
  const first = context.pages()[0]!;
  await first.goto('./?backend=wasm#label');
  const begin = performance.now();
  await first.getByTestId('label-folder').setInputFiles(path.join(folder, 'set'));
  await expect(first.getByTestId('label-kept')).toHaveText(new RegExp(`^${COUNT} pictures`));
  report('kept on the device', seconds(begin));
  await first.getByTestId('label-prompt').fill('cat. dog. duck. red car. bicycle. red balloon. tree. house. star. owl');
  await first.getByRole('button', { name: 'Propose boxes' }).click();
  const start = performance.now();
  await expect.poll(() => doneOf(first)).toBeGreaterThanOrEqual(KILLED);
  const before = await doneOf(first);
  report(`the tab is killed after ${before}`, `${seconds(start)}, ${megabytes(memory.now())}`);
  await killTab(first);

  const page = await context.newPage();
  await page.goto('./?backend=wasm#label');
  await expect(page.getByTestId('label-kept')).toHaveText(new RegExp(`^${COUNT} pictures`));
  expect(await doneOf(page)).toBeGreaterThanOrEqual(before);
  const again = performance.now();
  await expect.poll(() => doneOf(page)).toBeGreaterThanOrEqual(SETTLED);
  const early = memory.now();
  report(`after ${SETTLED}`, megabytes(early));
  await expect.poll(() => doneOf(page)).toBeGreaterThanOrEqual(LATE);
  memory.restart();
  await expect.poll(() => doneOf(page)).toBe(COUNT);
  report(
    'the rest',
    `${seconds(again)}, ${megabytes(memory.now())} at the end, ${megabytes(memory.peak())} at most after ${LATE}`,
  );
  expect(memory.peak() - early).toBeLessThan(GROWTH);
  await expect(page.getByTestId('filter-failed')).toHaveText('Failed 0');
  await expect(page.getByTestId('filter-waiting')).toHaveText('Waiting 0');
}

const doneOf = async (page: Page) => Number(/^\d+/.exec((await page.getByTestId('label-progress').textContent())!)![0]);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

function report(what: string, value: string): void {
  console.log(`${what}: ${value}`);
}
