import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { evaluateCoco } from '../src/data/evaluation/coco';
import { readCocoResults, readCocoTruth } from '../src/data/datasets/cocoFile';
import { expectAccessible, expectNoSidewaysScrolling } from './support/accessible';
import { cocoOf, folderOf, groundingOf, picturesOf } from './support/dataSets';
import { expect, test } from './support/test';
import { sampleNamed, samplePicture } from './support/truth';

const NAMES = ['fruit', 'meadow', 'cars'];

const fault = (page: Page) => page.getByTestId('evaluate-fault');
const progress = (page: Page) => page.getByTestId('evaluate-progress');
const valueOf = async (page: Page, metric: string) =>
  Number(
    await page
      .locator(`[data-metric="${metric}"] [data-value], [data-value][data-metric="${metric}"]`)
      .first()
      .getAttribute('data-value'),
  );

async function evaluate(page: Page): Promise<void> {
  const run = page.getByRole('button', { name: /^Evaluate glip-micro/ });
  await expect(run).toBeEnabled();
  await run.click();
}

test('a folder in COCO format: the twelve numbers, every class, the curves, and a results file that says the same', async ({
  page,
}, info) => {
  const truth = cocoOf(NAMES);
  const folder = folderOf(info.outputPath('coco'), {
    'annotations/instances.json': JSON.stringify(truth),
    ...picturesOf(NAMES),
  });
  await page.goto('./#evaluate');
  await page.getByTestId('evaluate-folder').setInputFiles(folder);
  await expect(page.getByTestId('data-set')).toContainText(`3 pictures, ${truth.categories.length} categories`);
  await evaluate(page);
  const results = page.getByTestId('coco-results');
  await expect(results).toBeVisible();
  await expect(progress(page)).toHaveText('3 of 3 pictures');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Save detections/ }).click(),
  ]);
  const read = readCocoTruth(JSON.stringify(truth));
  const { metrics } = evaluateCoco(read, readCocoResults(readFileSync(await download.path(), 'utf8'), read));
  expect(metrics.AP50).toBeGreaterThan(0.5);
  for (const [metric, value] of Object.entries<number>({ ...metrics }))
    expect(await valueOf(page, metric), metric).toBeCloseTo(value, 9);
  await expect(page.getByTestId('per-class').getByRole('row')).toHaveCount(1 + 2 + truth.categories.length);
  await expect(page.getByTestId('precision-recall')).toHaveAttribute(
    'aria-label',
    new RegExp(`${metrics.AP50.toFixed(3)} at IoU 0\\.50`),
  );

  const worst = page.getByTestId('judged-picture');
  await expect(worst).toHaveCount(3);
  await worst.first().click();
  const dialog = page.getByTestId('picture-dialog');
  await expect(dialog.getByTestId('true-box').first()).toBeVisible();
  await expect(dialog.getByTestId('found-box').first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('heading')).toHaveText(/images\//);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expectAccessible(page);

  // All of it is still there after a look elsewhere.
  await page.getByTestId('view-label').click();
  await page.getByTestId('view-evaluate').click();
  await expect(results).toBeVisible();

  // The numbers fit a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScrolling(page);
});

test('a run is paused, goes on, and is stopped with what there is; Ground answers meanwhile', async ({
  glip,
  page,
}, info) => {
  const names = [...NAMES, 'shapes', 'pond', 'night', 'band', 'letters'];
  const folder = folderOf(info.outputPath('coco'), {
    'instances.json': JSON.stringify(cocoOf(names)),
    ...picturesOf(names),
  });
  await glip.open();
  await page.getByTestId('view-evaluate').click();
  await page.getByTestId('evaluate-folder').setInputFiles(folder);
  await evaluate(page);
  await page.getByTestId('view-ground').click();
  await glip.retype('two cats. a dog');
  expect(await glip.boxes.count()).toBeGreaterThan(1);
  await page.getByTestId('view-evaluate').click();
  await expect(progress(page)).toHaveText(/^[1-9]/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(progress(page)).toHaveText(/^[1-7] of 8 pictures, paused$/);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Stop here' }).click();
  await expect(page.getByTestId('coco-results')).toBeVisible();
  expect(await page.getByTestId('judged-picture').count()).toBeLessThan(9);
});

test('the words of the categories can be changed, or come from an official caption prompt', async ({ page }, info) => {
  const truth = { ...cocoOf(['fruit']), categories: cocoOf(['fruit']).categories.slice(0, 2) };
  const annotations = truth.annotations.filter(({ category_id }) => Number(category_id) <= 2);
  const folder = folderOf(info.outputPath('coco'), {
    'instances.json': JSON.stringify({ ...truth, annotations }),
    ...picturesOf(['fruit']),
  });
  await page.goto('./#evaluate');
  await page.getByTestId('evaluate-folder').setInputFiles(folder);
  const prompt = page.getByTestId('evaluate-prompt');
  const [first, second] = truth.categories.map(({ name }) => name) as [string, string];
  await expect(prompt).toHaveText(`${first}. ${second}`);
  await page.getByText('Change the words of the 2 categories').click();
  await page.getByLabel(`${first}: words behind`).fill(', which is red');
  await expect(prompt).toHaveText(`${first}, which is red. ${second}`);
  const caption = (entries: unknown) => ({
    name: 'prompt.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(entries)),
  });
  await page.getByTestId('caption-prompt').setInputFiles(caption([{ name: 'one' }]));
  await expect(fault(page)).toHaveText(
    /prompt\.json: the caption prompt must be a list with one entry per category, 2, unlike 1\./,
  );
  await expect(prompt).toHaveText(`${first}, which is red. ${second}`);
  await page
    .getByTestId('caption-prompt')
    .setInputFiles(caption([{ prefix: 'a ', name: first, suffix: '' }, { name: second }]));
  await expect(prompt).toHaveText(`a ${first}. ${second}`);
  await expect(fault(page)).toHaveCount(0);
  await evaluate(page);
  await expect(page.getByTestId('coco-results')).toBeVisible();
});

test('grounding data: recall and average precision of its phrases', async ({ page }, info) => {
  const folder = folderOf(info.outputPath('grounding'), { 'scenes.jsonl': groundingOf(NAMES), ...picturesOf(NAMES) });
  await page.goto('./#evaluate');
  await page.getByTestId('evaluate-folder').setInputFiles(folder);
  await evaluate(page);
  await expect(page.getByTestId('grounding-results')).toBeVisible();
  expect(await valueOf(page, 'recall1')).toBeGreaterThan(0.7);
  expect(await valueOf(page, 'recall10')).toBeGreaterThanOrEqual(await valueOf(page, 'recall1'));
  await expect(page.getByTestId('judged-picture')).toHaveCount(3);
});

test('a results file is scored without a model, before the pictures come and with them', async ({ page }, info) => {
  const truth = cocoOf(NAMES);
  const file = (name: string, content: unknown) => ({
    name,
    mimeType: '',
    buffer: Buffer.from(JSON.stringify(content)),
  });
  const bring = (name: string, content: unknown) =>
    page.getByTestId('evaluate-files').setInputFiles(file(name, content));
  // Every other box, a little beside; one of a category that nobody knows.
  const detections = truth.annotations
    .filter((_, i) => i % 2 === 0)
    .map(({ image_id, category_id, bbox: [x, y, w, h] }, i) => ({
      image_id,
      category_id,
      bbox: [x + 0.1 * w, y, w, h],
      score: 0.9 - 0.01 * i,
    }));
  const results = [...detections, { ...detections[0], category_id: 99 }];
  await page.goto('./#evaluate');
  await bring('mine.json', results);
  await expect(fault(page)).toHaveText(/^mine\.json is a list, as results are\. Bring the annotations/);
  await bring('instances.json', truth);
  await expect(page.getByTestId('coco-results')).toBeVisible();
  await expect(fault(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'mine.json on 3 pictures' })).toBeVisible();
  await expect(page.getByTestId('strays')).toHaveText(/^1 detection was left out/);
  const read = readCocoTruth(JSON.stringify(truth));
  const { metrics } = evaluateCoco(read, readCocoResults(JSON.stringify(results), read));
  for (const [metric, value] of Object.entries<number>({ ...metrics }))
    expect(await valueOf(page, metric), metric).toBeCloseTo(value, 9);

  const worst = page.getByTestId('judged-picture');
  await expect(worst).toHaveCount(0);
  await page.getByTestId('evaluate-folder').setInputFiles(folderOf(info.outputPath('set'), picturesOf(NAMES)));
  await expect(worst).toHaveCount(3);
  await worst.first().click();
  await expect(page.getByTestId('picture-dialog').getByTestId('found-box').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await bring('other.json', [{ ...detections[0], image_id: 77 }]);
  await expect(fault(page)).toHaveText(
    'other.json: [0].image_id must be the id of one of the images of the annotations, unlike 77.',
  );
  expect(await valueOf(page, 'AP50')).toBeCloseTo(metrics.AP50, 9);
  await bring(
    'better.json',
    truth.annotations.map(({ image_id, category_id, bbox }) => ({ image_id, category_id, bbox, score: 1 })),
  );
  await expect(page.getByRole('heading', { name: 'better.json on 3 pictures' })).toBeVisible();
  await expect.poll(() => valueOf(page, 'AP')).toBe(1);
});

test('what cannot be used is refused with a sentence, and nothing is lost', async ({ page }) => {
  const file = (name: string, content: string | Buffer) => ({ name, mimeType: '', buffer: Buffer.from(content) });
  const bring = (...files: ReturnType<typeof file>[]) => page.getByTestId('evaluate-files').setInputFiles(files);
  await page.goto('./#evaluate');
  await bring(file('fruit.jpg', samplePicture(sampleNamed('fruit'))));
  await expect(fault(page)).toHaveText(/no annotations among these 1 files/);
  await bring(file('broken.json', '{"images": ['));
  await expect(fault(page)).toHaveText('broken.json: the file must be JSON.');
  await bring(file('results.json', '[{"image_id": 1}]'));
  await expect(fault(page)).toHaveText(/^results\.json is a list, as results are\./);
  await bring(
    file('lines.jsonl', '{"image": "a.png", "caption": "a cat", "phrases": [{"start": 9, "end": 12, "boxes": []}]}'),
  );
  await expect(fault(page)).toHaveText(/^lines\.jsonl, line 1: phrases\[0\]\.start must be a whole number from 0 to 5/);
  const truth = cocoOf(['fruit', 'cars']);
  await bring(file('instances.json', JSON.stringify(truth)));
  await expect(page.getByTestId('missing-pictures')).toHaveText(
    /^1 of the 2 annotated pictures are not among the files, such as cars\.jpg\./,
  );
  // A picture of another shape than its annotations, and one that is none.
  await bring(file('cars.jpg', 'not a picture'));
  await bring(file('broken.json', '{'));
  await expect(page.getByTestId('data-set')).toContainText('instances.json');
  await evaluate(page);
  await expect(page.getByTestId('coco-results')).toBeVisible();
  await page.getByText('1 picture was left out').click();
  await expect(page.getByTestId('evaluate-failures')).toContainText('cars.jpg is not a picture.');
});
