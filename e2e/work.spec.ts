import { expect, test } from './support/test';
import { firstSample, sampleNamed, samplePicture } from './support/truth';

const own = (name: string, sample = firstSample) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: samplePicture(sample),
});

test('a reload brings picture, text, own phrase and threshold back, until they are forgotten', async ({
  glip,
  page,
}) => {
  await glip.open();
  await glip.choose(own('holiday.jpg'));
  await glip.shows('holiday.jpg');
  await glip.retype('a tree. a house');
  await glip.setThreshold(0.33);
  await expect(page.getByTestId('kept-work')).toContainText('are kept in this browser');
  // What was written last is the slider.
  await page.waitForTimeout(800);
  await page.reload();
  await glip.shows('holiday.jpg');
  await expect(glip.prompt).toHaveValue('a tree. a house');
  await expect(glip.threshold).toHaveValue('0.33');

  await page.getByTestId('forget-work').click();
  await expect(page.getByTestId('kept-work')).toContainText('were deleted');
  await page.reload();
  await glip.shows(firstSample.title);
  await expect(glip.prompt).toHaveValue(firstSample.prompt);
});

test('a closed tab brings it back too', async ({ glip, page, context }) => {
  await glip.open();
  await glip.retype('a tree');
  await page.waitForTimeout(800);
  await page.close();
  const next = await context.newPage();
  await next.goto('./');
  await expect(next.getByTestId('prompt')).toHaveValue('a tree');
});

test('where nothing can be stored the page says so', async ({ glip, page }) => {
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));
  });
  await glip.open();
  await expect(page.getByTestId('kept-work')).toContainText('gone after this visit');
});

test('a sample, a scene and typing are undone and redone, by key and by button', async ({ glip, page }) => {
  await glip.open();
  await glip.choose(own('holiday.jpg'));
  await glip.shows('holiday.jpg');
  await glip.retype('my own careful text');
  await page.waitForTimeout(1100);
  await glip.openSample('fruit');
  await glip.prompt.press('Control+z');
  await glip.shows('holiday.jpg');
  await expect(glip.prompt).toHaveValue('my own careful text');
  await page.getByRole('button', { name: 'Redo' }).click();
  await glip.shows(sampleNamed('fruit').title);
  await expect(glip.prompt).toHaveValue(sampleNamed('fruit').prompt);
  await page.waitForTimeout(1100);

  await page.getByTestId('make-scene').click();
  await glip.shows(/^Scene \d+$/);
  await page.locator('body').press('Control+z');
  await glip.shows(sampleNamed('fruit').title);
  await page.locator('body').press('Control+Shift+Z');
  await glip.shows(/^Scene \d+$/);
});

test('several pictures dropped become a strip that arrow keys go through, with the same text', async ({
  glip,
  page,
}) => {
  await glip.open();
  await glip.retype('tree. duck');
  await glip.drop(own('a.jpg'), own('b.jpg', sampleNamed('pond')), own('c.jpg', sampleNamed('fruit')));
  await glip.shows('a.jpg');
  const strip = page.getByTestId('strip-picture');
  await expect(strip).toHaveCount(3);
  await strip.first().focus();
  await page.keyboard.press('ArrowRight');
  await glip.shows('b.jpg');
  await expect(strip.nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(glip.prompt).toHaveValue('tree. duck');
  await strip.nth(2).click();
  await glip.shows('c.jpg');
  // A picture that comes alone takes the place of the strip.
  await glip.openSample('fruit');
  await expect(strip).toHaveCount(0);
});

test('pressing the open view after copying a link changes nothing, and the link goes once the text is another', async ({
  glip,
  page,
}) => {
  await glip.open();
  await glip.choose(own('holiday.jpg'));
  await glip.shows('holiday.jpg');
  await glip.retype('a tree');
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toBeVisible();
  await page.getByTestId('view-ground').click();
  await expect(glip.picture).toHaveAttribute('alt', 'holiday.jpg');
  await expect(glip.prompt).toHaveValue('a tree');
  await expect(page.getByTestId('share-link')).toBeVisible();
  await glip.retype('a tree and a house');
  await expect(page.getByTestId('share-outcome')).toHaveCount(0);
});

test('a link loads nothing from a third party before the visitor agrees', async ({ glip, page }) => {
  const asked: string[] = [];
  await page.route('https://pictures.example/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({
      contentType: 'image/jpeg',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: samplePicture(firstSample),
    });
  });
  await page.goto('./#v=1&model=glip-micro&image=https://pictures.example/a.jpg&prompt=a+cat&threshold=0.4');
  await expect(glip.message('picture', 'info', /lies on pictures\.example/)).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Load the picture' }).click();
  await glip.shows('a.jpg');
  expect(asked).toHaveLength(1);
});
