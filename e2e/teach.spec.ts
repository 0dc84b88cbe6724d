import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { lessonPictures, type LessonPicture } from './support/lessonPictures';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';

/** The Teach view as a visitor sees it. */
class TeachPage {
  readonly prompt: Locator;
  readonly cards: Locator;
  readonly teach: Locator;
  readonly status: Locator;

  constructor(readonly page: Page) {
    this.prompt = page.getByTestId('teach-prompt');
    this.cards = page.getByTestId('teach-picture');
    this.teach = page.getByTestId('teach');
    this.status = page.getByTestId('teach-status');
  }

  async open(): Promise<void> {
    await this.page.goto('./?debug&backend=wasm#teach');
    await expect(this.prompt).toBeVisible();
  }

  async bring(...all: readonly LessonPicture[]): Promise<void> {
    await this.page.getByTestId('teach-files').setInputFiles(all.map(({ file }) => file));
    await expect(this.cards).toHaveCount(all.length);
  }

  /** Draws a box with the mouse, as soon as there is a phrase that it can be of. */
  async draw(card: number, { box: [x0, y0, x1, y1], width }: LessonPicture): Promise<void> {
    await expect(this.page.getByTestId('teach-phrase').first()).toBeVisible();
    const surface = this.cards.nth(card).getByTestId('teach-surface');
    await surface.scrollIntoViewIfNeeded();
    const place = (await surface.boundingBox())!;
    const scale = place.width / width;
    await this.page.mouse.move(place.x + x0 * scale, place.y + y0 * scale);
    await this.page.mouse.down();
    await this.page.mouse.move(place.x + x1 * scale, place.y + y1 * scale, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Best box that the model shows in a picture. */
  async best(card: number) {
    const shown = await this.cards
      .nth(card)
      .getByTestId('teach-shown')
      .evaluateAll((marks) => marks.map((mark) => ({ ...(mark as HTMLElement).dataset })));
    const boxes = shown.map(({ box, score }) => ({ box: box!.split(',').map(Number), score: Number(score) }));
    return boxes.sort((a, b) => b.score - a.score)[0];
  }

  precision(row: 'learned' | 'heldOut') {
    return this.page.locator(`[data-testid="teach-precision"] tr[data-row="${row}"] td`).allTextContents();
  }

  async lesson(): Promise<void> {
    await this.teach.click();
    await expect(this.status).toHaveText(/^Taught/, { timeout: 60_000 });
  }
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const side = (low: number, high: number) => Math.max(0, Math.min(a[high]!, b[high]!) - Math.max(a[low]!, b[low]!));
  const area = (box: readonly number[]) => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  const both = side(0, 2) * side(1, 3);
  return both / (area(a) + area(b) - both);
}

test('five pictures teach a thing in less than a minute, and it can be kept', async ({ glip, page }) => {
  const view = new TeachPage(page);
  const lesson = await lessonPictures();
  await view.open();
  await view.prompt.fill('zorple');
  await view.bring(...lesson);
  await expect(page.getByTestId('teach-phrase')).toHaveText(/zorple/);
  await expect(view.teach).toBeDisabled();
  for (const [card, picture] of lesson.entries()) await view.draw(card, picture);
  await expect(page.getByTestId('teach-mark')).toHaveCount(5);
  await expect(view.cards.nth(4)).toHaveAttribute('data-held-out');

  const begin = Date.now();
  await view.lesson();
  expect(Date.now() - begin).toBeLessThan(60_000);
  expect(Number(await page.getByTestId('loss-curve').getAttribute('data-steps'))).toBeGreaterThan(10);
  for (const row of ['learned', 'heldOut'] as const) {
    const [before, after] = (await view.precision(row)).map(Number);
    expect(after!, row).toBeGreaterThanOrEqual(Math.max(before!, 0.6));
  }
  for (const [card, { box }] of lesson.entries()) {
    const best = await view.best(card);
    expect(overlap(best!.box, box), `picture ${card + 1}`).toBeGreaterThan(0.5);
  }

  // Saved, undone, loaded.
  const download = page.waitForEvent('download');
  await page.getByTestId('save-taught').click();
  const file = await (await download).path();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    format: 'glip-prompt',
    prompt: 'zorple',
    model: { name: 'glip-micro' },
  });
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('teach-precision')).toBeHidden();
  await page.getByTestId('load-taught').setInputFiles(file);
  await expect(view.status).toHaveText(/in use/);

  // In Ground, and in a link.
  await page.getByTestId('use-taught').click();
  await expect(page.getByTestId('taught')).toHaveAttribute('data-applies');
  await glip.choose(lesson[4]!.file);
  await glip.shows('hourglass-5.png');
  expect(overlap((await glip.shownBoxes())[0]!.box, lesson[4]!.box)).toBeGreaterThan(0.5);
  await page.getByTestId('share').click();
  const link = await page.getByTestId('share-link').inputValue();
  await glip.prompt.fill('a zorple');
  await expect(page.getByTestId('taught')).not.toHaveAttribute('data-applies');
  await page.goto('about:blank');
  await glip.open(link);
  await expect(page.getByTestId('taught')).toHaveAttribute('data-applies');
  await expect(glip.prompt).toHaveValue('zorple');
});

test('a lesson whose worker dies begins anew on another one, and comes to its end', async ({ glip, page }) => {
  const view = new TeachPage(page);
  const lesson = (await lessonPictures()).slice(0, 2);
  await view.open();
  await view.prompt.fill('zorple');
  await view.bring(...lesson);
  for (const [card, picture] of lesson.entries()) await view.draw(card, picture);
  const killed = glip.killWorkerAt('stop-teaching');
  await view.lesson();
  await killed;
  await expect(glip.message('model', 'info', /running again/)).toBeVisible();
  await expect(page.getByTestId('teach-mark')).toHaveCount(2);
  expect(overlap((await view.best(0))!.box, lesson[0]!.box)).toBeGreaterThan(0.5);
});

test('boxes that the model shows are accepted or marked wrong; the keyboard draws, moves and removes', async ({
  page,
}) => {
  const view = new TeachPage(page);
  const lesson = await lessonPictures();
  await view.open();
  await view.prompt.fill('red circle');
  await view.bring(lesson[0]!);
  const shown = page.getByTestId('teach-shown');
  await expect(shown).toHaveCount(1);
  await page.getByRole('button', { name: /^Right: the “red circle”/ }).click();
  const mark = page.getByTestId('teach-mark');
  await expect(mark).toHaveAttribute('data-verdict', 'right');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(mark).toHaveCount(0);
  await page.getByRole('button', { name: /^Wrong: the “red circle”/ }).click();
  await expect(mark).toHaveAttribute('data-verdict', 'wrong');
  await expect(view.teach).toBeDisabled();

  await page.getByRole('button', { name: 'Add a box to hourglass-1.png' }).focus();
  await page.keyboard.press('Enter');
  const handle = page.getByRole('button', { name: /^“red circle” in hourglass-1.png/ });
  await expect(handle).toBeFocused();
  await expect(handle).toHaveAttribute('data-box', '160,120,320,240');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(handle).toHaveAttribute('data-box', '155,120,315,245');
  await expect(view.teach).toBeEnabled();

  // By pointer the pill moves it, and its edges resize it; each is undone by itself.
  const drawn = mark.last();
  const drag = async (grip: string, right: number, down: number) => {
    const target = drawn.locator(grip);
    await target.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await target.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + right, y + height / 2 + down, { steps: 4 });
    await page.mouse.up();
  };
  const edges = async () =>
    (await handle.getAttribute('data-box'))!.split(',').map(Number) as [number, number, number, number];
  await drag('[data-testid="teach-mover"]', 20, 12);
  const moved = await edges();
  expect([moved[2] - moved[0], moved[3] - moved[1]]).toEqual([160, 125]);
  expect(moved[0]).toBeGreaterThan(155);
  await drag('[data-grip="1 1"]', 25, 0);
  const resized = await edges();
  expect(resized.slice(0, 2)).toEqual(moved.slice(0, 2));
  expect(resized[2]).toBeGreaterThan(moved[2] + 10);
  await page.getByTestId('undo').click();
  expect(await edges()).toEqual(moved);
  await page.getByTestId('redo').click();
  expect(await edges()).toEqual(resized);
  await handle.focus();
  await page.keyboard.press('Delete');
  await expect(mark).toHaveCount(1);
});

test('what cannot be read is told of, and the lesson stays as it is', async ({ page }) => {
  const view = new TeachPage(page);
  const [first] = await lessonPictures();
  await view.open();
  await view.prompt.fill('zorple');
  await view.bring(first!);
  await view.draw(0, first!);
  const message = page.getByTestId('teach-message');
  await page.getByTestId('teach-files').setInputFiles(pictures.notAPicture);
  await expect(message).toHaveText(/notes\.jpg is not a picture/);
  const load = (text: string) =>
    page
      .getByTestId('load-taught')
      .setInputFiles({ name: 'x.prompt.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await load('{"format": "glip-prompt", "version": 1, "prompt": ""}');
  await expect(message).toHaveText(/not a taught prompt that can be read: prompt must be/);
  await expect(page.getByTestId('teach-mark')).toHaveCount(1);
  await expect(view.prompt).toHaveValue('zorple');

  // Of another model: refused when it is looked for, with the reason.
  await view.lesson();
  const download = page.waitForEvent('download');
  await page.getByTestId('save-taught').click();
  const taught = await readFile(await (await download).path(), 'utf8');
  await load(taught.replace('"glip-micro"', '"glip-t"'));
  await expect(message).toHaveText(/taught to glip-t, and means nothing to the glip-micro in use/);
  await expect(page.getByTestId('teach-mark')).toHaveCount(1);
});

test('while a long lesson is at work, Ground answers', async ({ glip, page }) => {
  const view = new TeachPage(page);
  const lesson = await lessonPictures();
  await view.open();
  await view.prompt.fill('zorple');
  await view.bring(...lesson.slice(0, 2));
  for (const card of [0, 1]) await view.draw(card, lesson[card]!);
  await page.getByRole('radio', { name: 'Deep' }).check();
  await view.teach.click();
  const curve = page.getByTestId('loss-curve');
  const steps = async () => Number(await curve.getAttribute('data-steps'));
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(0);

  await page.getByTestId('view-ground').click();
  await glip.choose(lesson[2]!.file);
  await glip.shows('hourglass-3.png');
  await page.getByTestId('view-teach').click();
  await expect(page.getByTestId('stop-teaching')).toBeVisible();
  const before = await steps();
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(before);
  await page.getByTestId('stop-teaching').click();
  await expect(view.teach).toBeEnabled();
  await expect(page.getByTestId('teach-precision')).toBeHidden();
});

test('a lesson can be stopped', async ({ page }) => {
  const view = new TeachPage(page);
  const lesson = await lessonPictures();
  await view.open();
  await view.prompt.fill('zorple');
  await view.bring(...lesson.slice(0, 2));
  await view.draw(0, lesson[0]!);
  await view.draw(1, lesson[1]!);
  await view.teach.click();
  await page.getByTestId('stop-teaching').click();
  await expect(view.teach).toBeEnabled();
  await expect(page.getByTestId('teach-precision')).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing serious', async ({ page }) => {
      const view = new TeachPage(page);
      const lesson = await lessonPictures();
      await view.open();
      await view.prompt.fill('zorple. red circle');
      await view.bring(...lesson.slice(0, 3));
      for (const card of [0, 1, 2]) await view.draw(card, lesson[card]!);
      await view.lesson();
      await expectAccessible(page);
    });
  });
}
