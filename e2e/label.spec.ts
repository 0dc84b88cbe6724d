import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { readCocoTruth } from '../src/data/datasets/cocoFile';
import { readGroundingLines } from '../src/data/datasets/groundingLine';
import { bytesSource } from '../src/model/checkpoint/tensors/source';
import { readZip } from '../src/model/checkpoint/torch/zip';
import { expectAccessible, expectNoSidewaysScrolling } from './support/accessible';
import { folderOf, picturesOf } from './support/dataSets';
import { killTab } from './support/killTab';
import { expect, test } from './support/test';
import { sampleNamed, samplePicture } from './support/truth';

const NAMES = ['meadow', 'cars', 'pond', 'balloons'];
const PROMPT = 'cat. dog. duck. frog. red car. bicycle. red balloon. tree. house';

/** The view as a visitor sees it. */
class LabelPage {
  constructor(readonly page: Page) {}

  readonly progress = () => this.page.getByTestId('label-progress');
  readonly cards = () => this.page.getByTestId('label-card');
  readonly fault = () => this.page.getByTestId('label-fault');
  readonly editor = () => this.page.getByTestId('label-editor');
  readonly boxes = () => this.editor().getByTestId('editable-box');
  readonly filter = (standing: string) => this.page.getByTestId(`filter-${standing}`);
  readonly card = (name: string) => this.page.locator(`[data-testid="label-card"][data-name$="${name}"]`);

  async open(): Promise<void> {
    await this.page.goto('./#label');
    await expect(this.page.getByTestId('label-kept')).toBeVisible();
  }

  async bring(folder: string): Promise<void> {
    await this.page.getByTestId('label-folder').setInputFiles(folder);
  }

  /** A low confidence, so that whichever weights are there propose some. */
  async propose(prompt = PROMPT): Promise<void> {
    await this.page.getByTestId('confidence').fill('0.25');
    await this.page.getByTestId('label-prompt').fill(prompt);
    await this.page.getByRole('button', { name: 'Propose boxes' }).click();
  }

  async grounded(count: number): Promise<void> {
    await expect(this.progress()).toHaveText(`${count} of ${count} pictures`);
  }

  /** The labels as files by their paths. */
  async exported(): Promise<Map<string, string>> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByTestId('label-export').click(),
    ]);
    const source = bytesSource(readFileSync(await download.path()));
    const files = new Map<string, string>();
    for (const [name, entry] of await readZip(source))
      files.set(name, new TextDecoder().decode(await entry.read(0, entry.size)));
    return files;
  }
}

test('pictures are labelled, the tab dies in the middle, and nothing is lost', async ({ page, context }, info) => {
  const folder = folderOf(info.outputPath('set'), picturesOf(NAMES));
  const before = new LabelPage(page);
  await before.open();
  await before.bring(folder);
  await expect(before.cards()).toHaveCount(NAMES.length);
  await before.propose();
  await expect(before.progress()).toHaveText(/^[1-3] of 4 pictures/);
  const done = Number((await before.progress().textContent())![0]);
  await killTab(page);

  const label = new LabelPage(await context.newPage());
  await label.open();
  await expect(label.cards()).toHaveCount(NAMES.length);
  await expect(label.page.getByTestId('label-prompt')).toHaveValue(PROMPT);
  expect(Number((await label.progress().textContent())![0])).toBeGreaterThanOrEqual(done);
  await label.grounded(4);
  await expect(label.filter('to-review')).toBeEnabled();
  await expectAccessible(label.page);

  // The same folder with another picture in it brings that one only.
  await label.bring(folderOf(info.outputPath('more/set'), picturesOf([...NAMES, 'night'])));
  await expect(label.page.getByTestId('label-kept')).toHaveText(/^5 pictures/);
  await label.grounded(5);
});

test('where the browser stores nothing, pictures are labelled for this visit, and the page says so', async ({
  page,
}, info) => {
  await page.route(/labelling\.worker.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: `${await response.text()}\nStorageManager.prototype.getDirectory = undefined;`,
    });
  });
  const label = new LabelPage(page);
  await label.open();
  await expect(page.getByTestId('label-visit-only')).toContainText('closing or reloading it loses them');
  await label.bring(folderOf(info.outputPath('set'), picturesOf(['meadow', 'night'])));
  await expect(page.getByTestId('label-kept')).toHaveText(/^2 pictures, .* kept in this tab$/);
  await label.propose();
  await label.grounded(2);
  await label.card('meadow.jpg').focus();
  await page.keyboard.press('a');
  expect(readCocoTruth((await label.exported()).get('coco.json')!).images).toHaveLength(1);

  // It is there after a look elsewhere, and a reload asks first.
  await page.getByTestId('view-ground').click();
  await page.getByTestId('view-label').click();
  await expect(label.card('meadow.jpg')).toHaveAttribute('data-standing', 'accepted');
  const asked = page.waitForEvent('dialog');
  const reloaded = page.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  await reloaded;
  await expect(label.cards()).toHaveCount(0);
  // The worker that the reload asked for may still be on its way.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('pausing lasts through a reload', async ({ page }, info) => {
  const label = new LabelPage(page);
  // Enough of them that the click comes before the last one on any machine.
  const names = [...NAMES, 'shapes', 'night', 'band', 'letters'];
  await label.open();
  await label.bring(folderOf(info.outputPath('set'), picturesOf(names)));
  await expect(label.cards()).toHaveCount(names.length);
  await label.propose();
  await expect(label.progress()).toHaveText(/^[1-7] of 8/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(label.progress()).toHaveText(/^[1-7] of 8 pictures, paused$/);
  const standing = (await label.progress().textContent())!;
  await page.reload();
  await expect(label.progress()).toHaveText(standing);
  await page.getByRole('button', { name: 'Continue' }).click();
  await label.grounded(8);
});

test('boxes are reviewed and changed by keyboard and pointer, and exported in every format', async ({ page }, info) => {
  const label = new LabelPage(page);
  await label.open();
  await label.bring(folderOf(info.outputPath('set'), picturesOf(['meadow', 'night'])));
  await label.propose();
  await label.grounded(2);

  // By keyboard: into the picture, a box away, another moved and resized, then accepted.
  await label.card('meadow.jpg').focus();
  await page.keyboard.press('Enter');
  await expect(label.editor()).toBeVisible();
  await expectAccessible(page);
  const count = await label.boxes().count();
  expect(count).toBeGreaterThan(1);
  await label.boxes().first().focus();
  await page.keyboard.press('Delete');
  await expect(label.boxes()).toHaveCount(count - 1);
  const edges = async (at: number) =>
    (await label.boxes().nth(at).getAttribute('data-box'))!.split(',').map(Number) as [number, number, number, number];
  const original = await edges(0);
  await label.boxes().first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  const [x0, y0, x1, y1] = await edges(0);
  expect([x0 > original[0], y0, x1 > original[2], y1 > original[3]]).toEqual([true, original[1], true, true]);
  await label.editor().getByTestId('box-label-input').first().fill('The Tabby');
  await page.keyboard.press('Enter');
  await expect(label.boxes().first()).toHaveAttribute('aria-label', 'Box 1: tabby');

  // By pointer: a new box, drawn and moved.
  const stage = (await label.editor().getByTestId('label-stage').boundingBox())!;
  const picture = (await label.editor().getByRole('img').boundingBox())!;
  expect(stage.width).toBeGreaterThan(picture.width - 1);
  const at = (x: number, y: number) => [picture.x + x * picture.width, picture.y + y * picture.height] as const;
  await page.mouse.move(...at(0.02, 0.02));
  await page.mouse.down();
  await page.mouse.move(...at(0.12, 0.14), { steps: 4 });
  await page.mouse.up();
  await expect(label.boxes()).toHaveCount(count);
  const drawn = await edges(count - 1);
  expect(drawn[2] - drawn[0]).toBeCloseTo(0.1 * 640, -1);
  await page.mouse.move(...at(0.07, 0.08));
  await page.mouse.down();
  await page.mouse.move(...at(0.17, 0.08), { steps: 4 });
  await page.mouse.up();
  expect((await edges(count - 1))[0]).toBeGreaterThan(drawn[0] + 50);

  await page.keyboard.press('a');
  await expect(label.editor().getByRole('heading')).toHaveText(/night\.jpg$/);
  await page.keyboard.press('Escape');
  await expect(label.card('meadow.jpg')).toHaveAttribute('data-standing', 'accepted');
  await label.card('night.jpg').focus();
  await page.keyboard.press('r');
  await expect(label.card('night.jpg')).toHaveAttribute('data-standing', 'rejected');

  // Kept at once.
  await page.reload();
  await expect(label.card('meadow.jpg')).toHaveAttribute('data-standing', 'accepted');
  await expect(label.card('night.jpg')).toHaveAttribute('data-standing', 'rejected');

  const files = await label.exported();
  const truth = readCocoTruth(files.get('coco.json')!);
  expect(truth.images.map(({ file_name }) => file_name)).toEqual(['set/images/meadow.jpg']);
  expect(truth.annotations).toHaveLength(count);
  expect(truth.categories.map(({ name }) => name)).toContain('tabby');
  expect(files.get('yolo/set/labels/meadow.txt')!.trimEnd().split('\n')).toHaveLength(count);
  expect(files.get('voc/Annotations/set/images/meadow.xml')!.match(/<object>/g)).toHaveLength(count);
  expect(files.get('labels.csv')!.trimEnd().split('\r\n')).toHaveLength(1 + count);
  const [line] = readGroundingLines(files.get('grounding.jsonl')!, 'grounding.jsonl');
  expect(line!.phrases.flatMap(({ boxes }) => boxes)).toHaveLength(count);
});

test('captions beside the pictures are grounded by their noun phrases; pictures without a confident box are set aside', async ({
  page,
}, info) => {
  const captions = JSON.stringify({ image: 'cars.jpg', caption: sampleNamed('cars').prompt });
  const folder = folderOf(info.outputPath('set'), {
    'meadow.jpg': samplePicture(sampleNamed('meadow')),
    'meadow.txt': sampleNamed('meadow').prompt,
    'cars.jpg': samplePicture(sampleNamed('cars')),
    'captions.jsonl': captions,
    'broken.jpg': 'not a picture',
    'broken.txt': 'a cat',
  });
  const label = new LabelPage(page);
  await label.open();
  await label.bring(folder);
  await label.grounded(3);
  await expect(label.card('broken.jpg')).toHaveAttribute('data-standing', 'failed');
  await expect(label.card('broken.jpg')).toContainText('is not a picture');
  await page.getByTestId('confidence').fill('0.95');
  await expect(label.filter('dropped')).toHaveText('No confident box 2');
  await page.getByTestId('confidence').fill('0.25');
  await expect(label.filter('to-review')).toHaveText('To review 2');
  await page.getByLabel('accepted pictures and those to review').check();
  const labels = readCocoTruth((await label.exported()).get('coco.json')!).categories.map(({ name }) => name);
  expect(
    labels.filter((name) =>
      ['cat', 'dog', 'butterfly', 'red balloon', 'red car', 'green car', 'bicycle'].includes(name),
    ),
  ).toEqual(labels);
});

test('a COCO file of one’s own is gone on with, and what cannot be used is refused with a sentence', async ({
  page,
}, info) => {
  const label = new LabelPage(page);
  const file = (name: string, content: string) => ({ name, mimeType: '', buffer: Buffer.from(content) });
  const bring = (name: string, content: string) => page.getByTestId('label-files').setInputFiles(file(name, content));
  await label.open();
  await bring('notes.md', 'nothing');
  await expect(label.fault()).toHaveText(/no pictures among these 1 files/);
  await label.bring(folderOf(info.outputPath('set'), picturesOf(['meadow', 'cars'])));
  await expect(label.cards()).toHaveCount(2);
  await bring('captions.jsonl', '{"image": 3}');
  await expect(label.fault()).toHaveText('captions.jsonl, line 1: image must be a text that is not empty.');
  await bring('coco.json', '{"images": {}}');
  await expect(label.fault()).toHaveText('coco.json: images must be a list.');
  const coco = {
    images: [{ id: 5, file_name: 'meadow.jpg' }],
    categories: [{ id: 2, name: 'dog' }],
    annotations: [{ image_id: 5, category_id: 2, bbox: [400, 300, 90, 80], area: 7200, iscrowd: 0 }],
  };
  await bring('coco.json', JSON.stringify(coco));
  await expect(page.getByTestId('label-note')).toHaveText(/boxes of 1 pictures were taken over as accepted/);
  await expect(label.card('meadow.jpg')).toHaveAttribute('data-standing', 'accepted');
  // The rest is asked for the same things.
  await label.grounded(2);
  await expect(page.getByTestId('label-prompt')).toHaveValue('dog');
  const [annotation] = readCocoTruth((await label.exported()).get('coco.json')!).annotations;
  expect(annotation).toMatchObject({ bbox: [400, 300, 90, 80], area: 7200 });

  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('button', { name: /^Forget all/ }).click();
  await expect(label.cards()).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('label-kept')).toContainText('or drop them anywhere');
});

test.describe('phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });

  test('axe finds nothing serious, and nothing scrolls sideways', async ({ page }, info) => {
    const label = new LabelPage(page);
    await label.open();
    await expectAccessible(page);
    await label.bring(folderOf(info.outputPath('set'), picturesOf(['meadow'])));
    await label.propose();
    await label.grounded(1);
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await page.goto('./#evaluate');
    await expect(page.getByTestId('evaluate-folder')).toBeAttached();
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
  });
});
