import sharp from 'sharp';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { expectAlike, firstSample, samplePicture, type Box } from './support/truth';

/** A threshold at which there is something to compare of every phrase. */
const LOW = 0.2;

/** The visitor's own pictures: the ways to bring one, and the kinds that need care. The prompt stays that of the first sample. */

test('a picture that is dropped is grounded', async ({ glip }) => {
  await glip.open();
  const ofTheSample = await glip.shownBoxes();
  await glip.drop(pictures.asJpeg(firstSample, 'dropped.jpg'));
  await glip.shows('dropped.jpg');
  await expect(glip.page.getByTestId('drop-zone')).toHaveCount(0);
  expect(await glip.shownBoxes()).toEqual(ofTheSample);
});

test('a picture that is pasted is grounded', async ({ glip }) => {
  await glip.open();
  const ofTheSample = await glip.shownBoxes();
  await glip.paste(pictures.asJpeg(firstSample));
  await glip.shows('pasted picture');
  expect(await glip.shownBoxes()).toEqual(ofTheSample);
});

test('a picture that is chosen is grounded, and the same one may be chosen again', async ({ glip }) => {
  await glip.open();
  const ofTheSample = await glip.shownBoxes();
  await glip.choose(pictures.asJpeg(firstSample));
  await glip.shows('own.jpg');
  expect(await glip.shownBoxes()).toEqual(ofTheSample);
  await glip.openSample('fruit');
  await glip.choose(pictures.asJpeg(firstSample));
  await glip.shows('own.jpg');
});

test('a picture that EXIF turns is shown and grounded upright', async ({ glip }) => {
  await glip.open();
  await glip.setThreshold(LOW);
  const ofTheSample = await glip.shownBoxes();
  await glip.choose(await pictures.turned(firstSample));
  await glip.shows('turned.jpg');
  const { width, height } = firstSample;
  await expect(glip.picture).toHaveAttribute('data-width', String(width));
  const natural = await glip.picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  expect(natural).toEqual([width, height]);
  expectAlike(await glip.shownBoxes(), ofTheSample, LOW);
});

test('the transparent parts of a picture are white, to the eye and to the model', async ({ glip }) => {
  const margin = 100;
  await glip.open();
  await glip.choose(await pictures.onTransparent(firstSample, margin));
  await glip.shows('transparent.png');
  await expect(glip.message('picture', 'info', /as white/)).toBeVisible();
  expect(await glip.pixel(10, 10)).toEqual([255, 255, 255, 255]);
  await expect(glip.picture).toHaveAttribute('data-width', String(firstSample.width + 2 * margin));
});

for (const format of ['gif', 'webp'] as const) {
  test(`of an animated ${format} the first frame is used`, async ({ glip }) => {
    await glip.open();
    await glip.choose(await pictures.animated(format));
    await glip.shows(`moving.${format}`);
    await expect(glip.message('picture', 'info', /first frame/)).toBeVisible();
    // The first frame stays: what is shown does not move.
    for (const wait of [0, 200]) {
      await glip.page.waitForTimeout(wait);
      const [red, green, blue] = await glip.pixel(48, 32);
      expect(red! > 150 && green! < 110 && blue! < 110, String([red, green, blue])).toBe(true);
    }
  });
}

test('a JPEG whose end got lost is shown as far as it goes, and the page says so', async ({ glip }) => {
  await glip.open();
  await glip.drop(pictures.cutOff(firstSample, 0.7));
  await glip.shows('cut-off.jpg');
  await expect(glip.message('picture', 'info', /ends too early/)).toBeVisible();
  // The top is there, the bottom is not.
  const whole = await sharp(samplePicture(firstSample)).raw().toBuffer();
  const top = await glip.pixel(5, 5);
  for (const channel of [0, 1, 2])
    expect(Math.abs(top[channel]! - whole[3 * (5 * firstSample.width + 5) + channel]!)).toBeLessThan(12);
  const bottom = await glip.pixel(5, firstSample.height - 5);
  expect(new Set(bottom.slice(0, 3)).size).toBe(1);
});

test('a picture above the size limit is scaled down to it, and boxes stay in its own pixels', async ({ glip }) => {
  const [width, factor] = [4480, 7];
  await glip.open();
  await glip.setThreshold(LOW);
  const ofTheSample = await glip.shownBoxes();
  await glip.choose(await pictures.enlarged(firstSample, width));
  await glip.shows('enlarged.jpg');
  await expect(glip.message('picture', 'info', /was scaled down to 4096 × 3072 .*limit is 4096/)).toBeVisible();
  await expect(glip.picture).toHaveAttribute('data-width', String(width));
  const expected = ofTheSample.map((shown) => ({
    ...shown,
    box: shown.box.map((value) => value * factor) as unknown as Box,
  }));
  expectAlike(await glip.shownBoxes(), expected, LOW);
});
