import { writeFileSync } from 'node:fs';
import { GlipPage, type BroughtFile } from './support/glipPage';
import * as pictures from './support/pictures';
import { expect, test, watch } from './support/test';
import { firstSample } from './support/truth';

/** Each trouble with a picture has its own sentence, and nothing is lost: picture, text and boxes stay as they were. */
const troubles: readonly (readonly [string, () => BroughtFile | Promise<BroughtFile>, RegExp])[] = [
  ['not an image', () => pictures.notAPicture, /notes\.jpg is not a picture/],
  ['a vector drawing', () => pictures.drawing, /drawing \(SVG\)/],
  ['an empty file', () => pictures.emptyFile, /is empty/],
  ['a corrupt image', pictures.corrupt, /is damaged and cannot be read\. /],
  [
    'an image of which only the beginning is there',
    () => pictures.cutOff(firstSample, 0.004),
    /is damaged or incomplete/,
  ],
  [
    'too many pixels',
    () => pictures.announcing(20_000, 20_000),
    /is too large: 20000 × 20000 pixels, and the limit is 100 megapixels/,
  ],
  ['a single pixel', () => pictures.ofSize(1, 1), /single pixel/],
  ['an extreme aspect ratio', () => pictures.ofSize(2100, 100), /too long and thin/],
  ['a very small image', () => pictures.ofSize(7, 12), /is too small/],
];

test.describe('a picture that cannot be opened is told, and nothing is lost', () => {
  let glip: GlipPage;
  let faults: string[];

  test.beforeAll(async ({ browser }) => {
    const page = await browser.newPage();
    faults = watch(page);
    glip = new GlipPage(page);
    await glip.open();
  });
  test.afterAll(() => glip.page.close());

  async function expectNothingLost(open: () => Promise<void>, sentence: RegExp): Promise<void> {
    const before = await glip.shownBoxes();
    expect(before.length).toBeGreaterThan(0);
    await open();
    await expect(glip.message('picture', 'error', sentence)).toBeVisible();
    await expect(glip.messages).toHaveCount(1);
    await expect(glip.picture).toHaveAttribute('alt', firstSample.title);
    await expect(glip.prompt).toHaveValue(firstSample.prompt);
    await expect(glip.summary).toHaveAttribute('data-current');
    expect(await glip.shownBoxes()).toEqual(before);
    await glip.page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(glip.messages).toHaveCount(0);
    expect(faults).toEqual([]);
  }

  for (const [name, make, sentence] of troubles) {
    test(name, async () => {
      const file = await make();
      await expectNothingLost(() => glip.drop(file), sentence);
    });
  }

  // Playwright hands files of this size over by their path only.
  test('too many bytes', async () => {
    const file = test.info().outputPath('heavy.jpg');
    writeFileSync(file, Buffer.alloc(51 * 2 ** 20, 7));
    await expectNothingLost(
      () => glip.page.getByTestId('file').setInputFiles(file),
      /is too large: 51 MB, and the limit is 50 MB/,
    );
  });

  test('the next picture that opens takes the message away', async () => {
    await glip.drop(pictures.notAPicture);
    await expect(glip.messages).toHaveCount(1);
    await glip.drop(pictures.asJpeg(firstSample));
    await glip.shows('own.jpg');
    await expect(glip.messages).toHaveCount(0);
  });
});
