import { expect, test } from './support/test';

test('Ground is as it was left when one comes back, by the header and by the browser', async ({ glip, page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await glip.open();
  await glip.openSample('fruit');
  expect(scripts.filter((url) => /\/(evaluate|label|teach)-[\w-]+\.js/.test(url))).toEqual([]);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toBeVisible();
  // What the link in the address says is older than what is shown.
  await glip.retype('apple. lemon');
  const boxes = await glip.shownBoxes();
  expect(boxes.length).toBeGreaterThan(0);

  await page.getByTestId('view-label').click();
  await expect(page.getByRole('heading', { name: /Label/ })).toBeVisible();
  expect(scripts.filter((url) => /\/label-[\w-]+\.js/.test(url))).toHaveLength(1);
  await expect(glip.prompt).toBeHidden();
  await page.getByTestId('view-evaluate').click();
  await expect(page.getByRole('heading', { name: /Evaluate/ })).toBeVisible();
  await page.getByTestId('view-ground').click();
  await expect(glip.prompt).toHaveValue('apple. lemon');
  await expect(page.getByRole('button', { name: 'Show the whole picture' })).toBeEnabled();
  expect((await glip.shownBoxes()).map(({ box }) => box)).toEqual(boxes.map(({ box }) => box));

  await page.goBack();
  await expect(page.getByTestId('view-evaluate')).toHaveAttribute('aria-current', 'page');
  await page.goForward();
  await expect(glip.prompt).toHaveValue('apple. lemon');
});

test('a reload opens the view that the address names', async ({ page }) => {
  await page.goto('./#label');
  await expect(page.getByRole('heading', { name: /Label/ })).toBeVisible();
  await page.getByTestId('view-ground').click();
  await expect(page.getByTestId('summary')).toHaveAttribute('data-current');
});
