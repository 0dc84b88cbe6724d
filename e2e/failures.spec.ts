import { expect, test } from './support/test';

test('what nobody expected is told, with a report that has no text of the visitor’s', async ({
  glip,
  page,
  faults,
}) => {
  await glip.open();
  await glip.retype('my secret text');
  await page.evaluate(() => void Promise.reject(new Error('nobody catches this')));
  await expect(glip.message('page', 'error', /nobody expected/)).toBeVisible();
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => ((window as { copied?: string }).copied = text) && Promise.resolve() },
    });
  });
  await page.getByRole('button', { name: 'Copy a report' }).click();
  await expect(glip.message('page', 'info', /was copied/)).toBeVisible();
  const report = await page.evaluate(() => (window as { copied?: string }).copied!);
  expect(report).toContain('nobody catches this');
  expect(report).toMatch(/backend: (wasm|webgpu)/);
  expect(report).not.toContain('secret');
  // The page itself goes on.
  await glip.retype('a tree');
  expect(faults.splice(0)).toHaveLength(1);
});

test('a view that does not come is tried again without a reload, and Ground goes on', async ({ glip, page }) => {
  await glip.open();
  await glip.retype('a tree');
  let isBroken = true;
  await page.route(/\/label-[\w-]+\.js$/, (route) => (isBroken ? route.abort() : route.continue()));
  await page.getByTestId('view-label').click();
  await expect(page.getByTestId('boundary')).toContainText('could not be opened');
  await page.getByTestId('view-ground').click();
  await expect(glip.prompt).toHaveValue('a tree');
  isBroken = false;
  await page.getByTestId('view-label').click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('label-kept')).toBeVisible();
});
