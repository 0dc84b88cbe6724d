import type { Locator, Page } from '@playwright/test';
import { cocoOf, folderOf, picturesOf } from './support/dataSets';
import { lessonPictures } from './support/lessonPictures';
import * as pictures from './support/pictures';
import { awkward, small, swipe } from './support/phone';
import { expect, test } from './support/test';
import { findChromium } from '../tools/build/browsers/chromium';

/** With a folder in SHOTS, what is seen is kept there, to be looked at. */
const SHOTS = process.env.SHOTS;

/** This browser's own emulation of a phone leaves the pointer as it is on the machine: here it is a finger, which cannot hover. */
const FINGER = '--blink-settings=primaryHoverType=1,availableHoverTypes=1,primaryPointerType=2,availablePointerTypes=2';
test.use({ launchOptions: { executablePath: findChromium(), args: [FINGER] } });

for (const [name, viewport, colorScheme] of [
  ['upright', { width: 390, height: 844 }, 'light'],
  ['lying', { width: 844, height: 390 }, 'dark'],
  ['narrow', { width: 320, height: 568 }, 'dark'],
] as const) {
  test.describe(name, () => {
    test.use({ viewport, isMobile: true, hasTouch: true, deviceScaleFactor: 2, colorScheme });

    /** Looks at what is shown, after a moment for what moves. */
    async function look(page: Page, what: string): Promise<void> {
      await page.waitForTimeout(200);
      if (SHOTS) {
        await page.screenshot({ path: `${SHOTS}/${name}-${what}.png`, fullPage: !what.startsWith('dialog') });
        console.log(`${name} ${what}:`, await small(page));
      }
      expect.soft(await awkward(page, viewport.width), `${name}, ${what}`).toEqual([]);
    }

    test('every view fits under a thumb: nothing sideways, nothing too small, no letters that make iOS zoom', async ({
      glip,
      page,
    }, info) => {
      await glip.open();
      await look(page, 'ground');
      await glip
        .phrase(0)
        .getByRole('button', { name: /^Heat map/ })
        .tap();
      await page.getByTestId('details').locator('summary').tap();
      await page.getByRole('button', { name: 'Web address' }).tap();
      await page.getByTestId('make-scene').tap();
      await glip.grounded();
      await glip.drop(pictures.notAPicture);
      await expect(glip.messages).toBeVisible();
      await look(page, 'ground-open');
      await page.getByTestId('share').tap();
      await expect(page.getByTestId('share-link')).toBeVisible();
      await look(page, 'dialog-share');
      await page.getByTestId('share-outcome').getByRole('button').tap();
      await page.getByTestId('models-button').tap();
      await expect(page.getByTestId('library')).toBeVisible();
      await look(page, 'dialog-library');
      await page.keyboard.press('Escape');

      await page.getByTestId('view-teach').tap();
      const lesson = (await lessonPictures()).slice(0, 2);
      await page.getByTestId('teach-files').setInputFiles(lesson.map(({ file }) => file));
      await expect(page.getByTestId('teach-picture')).toHaveCount(2);
      await page.getByTestId('teach-prompt').fill('a red balloon. zorp');
      await expect(page.getByTestId('teach-phrase').first()).toBeVisible();
      await page
        .getByRole('button', { name: /^Add a box/ })
        .first()
        .tap();
      await look(page, 'teach');

      await page.getByTestId('view-evaluate').tap();
      await look(page, 'evaluate-empty');
      const names = ['fruit', 'meadow', 'cars'];
      await page.getByTestId('evaluate-folder').setInputFiles(
        folderOf(info.outputPath('coco'), {
          'annotations/instances.json': JSON.stringify(cocoOf(names)),
          ...picturesOf(names),
        }),
      );
      await page.getByRole('button', { name: /^Evaluate glip-micro/ }).tap();
      await expect(page.getByTestId('coco-results')).toBeVisible();
      await look(page, 'evaluate');
      await page.getByTestId('judged-picture').first().tap();
      await expect(page.getByTestId('picture-dialog')).toBeVisible();
      await look(page, 'dialog-judged');
      await page.keyboard.press('Escape');

      await page.getByTestId('view-label').tap();
      await page.getByTestId('label-folder').setInputFiles(folderOf(info.outputPath('set'), picturesOf(names)));
      await page.getByTestId('label-prompt').fill('cat. dog. red car');
      await page.getByTestId('confidence').fill('0.25');
      await page.getByRole('button', { name: 'Propose boxes' }).tap();
      await expect(page.getByTestId('label-progress')).toHaveText('3 of 3 pictures');
      await look(page, 'label');
      await page.getByTestId('label-card').first().tap();
      await expect(page.getByTestId('label-editor')).toBeVisible();
      await page.getByTestId('editable-box').first().tap();
      await look(page, 'dialog-label');
    });
  });
}

test.describe('fingers', () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  const scrolled = (page: Page) => page.evaluate(() => scrollY);
  async function middle(target: Locator): Promise<readonly [x: number, y: number]> {
    await target.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await target.boundingBox())!;
    return [x + width / 2, y + height / 2];
  }

  test('one scrolls the page over the whole picture, two zoom the picture and not the page, then one moves it', async ({
    glip,
    page,
  }) => {
    await glip.open();
    const stage = page.getByTestId('stage');
    let [x, y] = await middle(stage);
    await swipe(page, [
      [x, y],
      [x, y - 150],
    ]);
    const down = await scrolled(page);
    expect(down).toBeGreaterThan(80);

    [x, y] = await middle(stage);
    const whole = (await glip.picture.boundingBox())!;
    await swipe(
      page,
      [
        [x - 20, y],
        [x - 70, y],
      ],
      [
        [x + 20, y],
        [x + 70, y],
      ],
    );
    const zoomed = (await glip.picture.boundingBox())!;
    expect(zoomed.width / whole.width).toBeGreaterThan(2);
    expect(await page.evaluate(() => visualViewport!.scale)).toBe(1);
    // What was between the fingers still is.
    const share = ({ x: left, width }: { x: number; width: number }) => (x - left) / width;
    expect(share(zoomed)).toBeCloseTo(share(whole), 1);

    const before = await scrolled(page);
    await swipe(page, [
      [x, y],
      [x + 60, y + 40],
    ]);
    const moved = (await glip.picture.boundingBox())!;
    expect(moved.x - zoomed.x).toBeCloseTo(60, -1);
    expect(await scrolled(page)).toBe(before);

    await swipe(
      page,
      [
        [x - 100, y],
        [x - 10, y],
      ],
      [
        [x + 100, y],
        [x + 10, y],
      ],
    );
    expect((await glip.picture.boundingBox())!.width).toBeCloseTo(whole.width, 0);
    // A tap is a tap.
    await glip.boxes.first().tap();
    await expect(glip.boxes.first()).toHaveAttribute('aria-pressed', 'true');
  });

  test('nothing is drawn over a picture of Teach or Label before “Add a box” is pressed', async ({ page }, info) => {
    await page.goto('./#teach');
    await page.getByTestId('teach-files').setInputFiles((await lessonPictures())[0]!.file);
    await page.getByTestId('teach-prompt').fill('a red balloon');
    await expect(page.getByTestId('teach-phrase').first()).toBeVisible();
    const surface = page.getByTestId('teach-surface');
    let [x, y] = await middle(surface);
    const before = await scrolled(page);
    await swipe(page, [
      [x, y],
      [x + 20, y - 120],
    ]);
    expect(await scrolled(page)).not.toBe(before);
    await expect(page.getByTestId('teach-mark')).toHaveCount(0);
    await page.getByRole('button', { name: /^Add a box/ }).tap();
    [x, y] = await middle(surface);
    await swipe(page, [
      [x - 60, y - 60],
      [x + 60, y + 60],
    ]);
    await expect(page.getByTestId('teach-mark')).toHaveCount(1);

    await page.getByTestId('view-label').tap();
    await page.getByTestId('label-folder').setInputFiles(folderOf(info.outputPath('set'), picturesOf(['cars'])));
    await page.getByTestId('label-card').first().tap();
    const stage = page.getByTestId('label-stage');
    const boxes = page.getByTestId('editable-box');
    [x, y] = await middle(stage);
    await swipe(page, [
      [x - 60, y - 40],
      [x + 20, y + 40],
    ]);
    await expect(boxes).toHaveCount(0);
    await page.getByTestId('label-add-box').tap();
    [x, y] = await middle(stage);
    await swipe(page, [
      [x - 60, y - 40],
      [x + 60, y + 40],
    ]);
    await expect(boxes).toHaveCount(1);
    await expect(page.getByTestId('label-add-box')).toHaveAttribute('aria-pressed', 'false');
    // What is selected is dragged.
    const drawn = await boxes.getAttribute('data-box');
    // The dialog has grown by the box’s name.
    [x, y] = await middle(stage);
    await swipe(page, [
      [x, y],
      [x + 30, y],
    ]);
    await expect(boxes).not.toHaveAttribute('data-box', drawn!);
    await expect(boxes).toHaveCount(1);
  });
});
