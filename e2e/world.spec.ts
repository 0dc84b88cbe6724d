import AxeBuilder from '@axe-core/playwright';
import sharp from 'sharp';
import type { GlipPage, BroughtFile } from './support/glipPage';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

/** What the page says where glip-micro's world ends. */

const notice = (glip: GlipPage, occasion: string) =>
  glip.page.locator(`[data-testid="world-notice"][data-occasion="${occasion}"]`);
const any = (glip: GlipPage) => glip.page.getByTestId('world-notice');

/** Clouds of light with power at all scales, as photographs have. */
async function likeAPhotograph(): Promise<BroughtFile> {
  const [width, height] = [640, 480];
  const sum = new Float32Array(width * height * 3);
  let seed = 7;
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (const cells of [4, 8, 16, 32, 64, 128]) {
    const small = Buffer.from(Array.from({ length: cells * cells * 3 }, () => Math.floor(random() * 256)));
    const layer = await sharp(small, { raw: { width: cells, height: cells, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer();
    layer.forEach((value, at) => (sum[at]! += ((value - 128) * 4) / cells));
  }
  const data = Buffer.from(Array.from(sum, (value) => Math.max(0, Math.min(255, 128 + 1.2 * value))));
  return {
    name: 'holiday.jpg',
    mimeType: 'image/jpeg',
    buffer: await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer(),
  };
}

test('what looks like a photograph is said to be beyond this model, until dismissed', async ({ glip, page }) => {
  await glip.open();
  await glip.choose(await likeAPhotograph());
  await glip.shows('holiday.jpg');
  const said = notice(glip, 'photograph');
  await expect(said).toContainText('looks like a photograph');
  const card = await said.getByTestId('card-link').getAttribute('href');
  const answer = await page.request.get(card!);
  expect(await answer.text()).toContain('<h1>glip-micro</h1>');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual(
    [],
  );
  await said.getByTestId('larger-model').click();
  await expect(page.getByTestId('library').locator('[data-model="glip-t"]')).toBeInViewport();
  await page.keyboard.press('Escape');
  await said.getByRole('button', { name: 'Dismiss' }).click();
  await expect(said).toHaveCount(0);
  await glip.choose(await likeAPhotograph());
  await glip.shows('holiday.jpg');
  await expect(said).toHaveCount(0);
});

test('a drawn picture of the visitor’s own is no occasion, nor is a sample', async ({ glip }) => {
  await glip.open();
  await expect(any(glip)).toHaveCount(0);
  await glip.drop(pictures.asJpeg(firstSample));
  await glip.shows('own.jpg');
  await expect(any(glip)).toHaveCount(0);
});

test('the model that was taught photographs is one press away, says which names are new to it, and is there at the next visit', async ({
  glip,
  page,
}) => {
  await glip.open();
  await glip.choose(await likeAPhotograph());
  await glip.shows('holiday.jpg');
  await notice(glip, 'photograph').getByTestId('photo-model').click();
  const button = page.getByTestId('models-button');
  await expect(button).toContainText('glip-micro for photographs');
  await glip.grounded();
  // Clouds of light show no cat.
  await expect(notice(glip, 'missed-in-photograph')).toContainText('everyday things that are large enough');
  await glip.retype('a quixotic paraglider. a dog');
  await expect(notice(glip, 'unknown-words')).toContainText('“paraglider” is new to this small model');
  const known = page.getByTestId('known-names');
  await known.locator('summary').click();
  for (const name of ['person', 'dog', 'car']) await expect(known).toContainText(name);
  const card = await page.request.get(
    (await notice(glip, 'unknown-words').getByTestId('card-link').getAttribute('href'))!,
  );
  expect(await card.text()).toContain('<h1>glip-micro for photographs</h1>');
  await page.reload();
  await glip.grounded();
  await expect(button).toContainText('glip-micro for photographs');
});

test('names that the model does not know are said to be new to it, as long as they stand there', async ({ glip }) => {
  await glip.open();
  await glip.retype('a quixotic paraglider over a fjord');
  await expect(notice(glip, 'unknown-words')).toContainText('“paraglider” and “fjord” are new to this small model');
  await glip.retype(firstSample.prompt);
  await expect(any(glip)).toHaveCount(0);
});

test('where nothing at all is found, the page says what that may mean', async ({ glip }) => {
  await glip.open();
  // Blank paper: whatever the weights, there is nothing on it.
  await glip.choose({
    name: 'blank.png',
    mimeType: 'image/png',
    buffer: await sharp({ create: { width: 320, height: 240, channels: 3, background: '#fbfaf6' } })
      .png()
      .toBuffer(),
  });
  await glip.shows('blank.png');
  await expect(notice(glip, 'nothing-found')).toBeVisible();
  await glip.openSample(firstSample.name);
  await expect(any(glip)).toHaveCount(0);
  // A slider that is moved up is the visitor's own wish.
  await glip.setThreshold(1);
  await expect(glip.boxes).toHaveCount(0);
  await expect(any(glip)).toHaveCount(0);
});

test('the model card can be read from the details', async ({ glip, page }) => {
  await glip.open();
  await page.getByTestId('details').locator('summary').click();
  await expect(page.getByTestId('details').getByTestId('card-link')).toHaveAttribute(
    'href',
    /weights\/glip-micro\/card\.html$/,
  );
});
