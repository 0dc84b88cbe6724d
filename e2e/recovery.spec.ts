import { expect, test } from './support/test';
import { firstSample } from './support/truth';

test('weights that do not load are told, and trying again works', async ({ glip, page }) => {
  await page.route('**/model.safetensors', (route) => route.abort());
  await page.goto('./');
  const message = glip.message('model', 'error', /The model did not load: model\.safetensors could not be fetched/);
  await expect(message).toBeVisible();
  await expect(glip.summary).toHaveText('The model is not loaded.');
  // Still broken: it says so again.
  await message.getByRole('button', { name: 'Try again' }).click();
  await expect(message).toBeVisible();
  await page.unroute('**/model.safetensors');
  await message.getByRole('button', { name: 'Try again' }).click();
  await glip.grounded();
  await expect(message).toHaveCount(0);
  await expect(glip.phrases).toHaveCount(firstSample.phrases.length);
  expect((await glip.shownBoxes()).length).toBeGreaterThan(0);
});

test('damaged weights are told', async ({ glip, page }) => {
  await page.route('**/model.safetensors', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.body()).subarray(0, 100_000), headers: { ...response.headers(), 'content-length': '100000' } });
  });
  await page.goto('./');
  await expect(glip.message('model', 'error', /./)).toBeVisible();
  await expect(glip.message('model', 'error', /./).getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a worker that dies is replaced, and picture and text are still there', async ({ glip }) => {
  await glip.open('?debug');
  const before = await glip.shownBoxes();
  await glip.killWorker();
  await expect(glip.message('model', 'info', /running again/)).toBeVisible();
  await glip.retype('a red ring');
  await glip.retype(firstSample.prompt);
  expect(await glip.shownBoxes()).toEqual(before);
});

test('a worker that dies in the middle of a run is replaced, and the run is repeated', async ({ glip }) => {
  await glip.open('?debug');
  const killed = glip.killWorkerInRun();
  await glip.prompt.fill('a red ring and a green triangle');
  await killed;
  await expect(glip.message('model', 'info', /running again/)).toBeVisible();
  await glip.grounded();
  await expect(glip.phrases).toHaveText([/red ring/, /green triangle/]);
});
