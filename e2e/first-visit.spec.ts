import { expectSameBoxes, firstSample, samples, truthOf } from './support/truth';
import { expect, test } from './support/test';

test('the first visit shows a sample, grounded, without a click', async ({ glip }) => {
  await glip.open();
  await expect(glip.picture).toHaveAttribute('data-width', String(firstSample.width));
  await expect(glip.prompt).toHaveValue(firstSample.prompt);
  await expect(glip.phrases).toHaveText(
    firstSample.phrases.map(({ start, end }) => new RegExp(firstSample.prompt.slice(start, end))),
  );
  const wanted = truthOf(firstSample);
  const sentence = `${firstSample.phrases.length} phrases, ${wanted.length} boxes`;
  await expect(glip.summary).toHaveText(sentence);
  await expect(glip.page.getByTestId('announcement')).toHaveText(sentence);
  await expect(glip.page.getByTestId('run-time')).toHaveText(/\d s · wasm/);
  expectSameBoxes(await glip.shownBoxes(), wanted);
});

test('what is typed before the samples are known stays', async ({ glip, page }) => {
  let list = () => {};
  const typed = new Promise<void>((resolve) => (list = resolve));
  await page.route('**/samples/samples.json', async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto('./');
  await glip.prompt.fill('red balloon');
  list();
  await glip.grounded();
  await expect(glip.prompt).toHaveValue('red balloon');
  await expect(glip.picture).toHaveAttribute('data-width', String(firstSample.width));
  await expect(glip.phrases).toHaveText([/red balloon/]);
});

test('the first sample does not wait for the gallery’s other pictures', async ({ glip, page }) => {
  await page.route('**/samples/*.jpg', (route) =>
    route.request().url().endsWith(`/${firstSample.file}`) ? route.continue() : undefined,
  );
  await glip.open();
  await expect(glip.summary).toHaveText(/boxes/);
});

test('labels name phrase and score, and every phrase has its own colour and number', async ({ glip }) => {
  await glip.open();
  for (const [index, { start, end }] of firstSample.phrases.entries()) {
    await expect(glip.mark(index)).toHaveText(firstSample.prompt.slice(start, end));
    await expect(glip.mark(index)).toHaveAttribute('data-number', String(index + 1));
  }
  const colors = await glip.page
    .locator('mark[data-phrase]')
    .evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).getPropertyValue('--phrase')));
  expect(new Set(colors).size).toBe(firstSample.phrases.length);
  const [best] = await glip.shownBoxes();
  const label = glip.page.getByTestId('box-label').filter({ hasText: best!.score.toFixed(2) });
  await expect(label.first()).toContainText(String(best!.phrase + 1));
});

test('every sample is grounded as its scene was drawn', async ({ glip }) => {
  await glip.open();
  for (const sample of samples) {
    await glip.openSample(sample.name);
    await test.step(sample.name, async () => expectSameBoxes(await glip.shownBoxes(), truthOf(sample)));
  }
});

test('a phrase that is not in the picture is said to be not found', async ({ glip }) => {
  await glip.open();
  await glip.openSample('fruit');
  const absent = glip.phrases.filter({ hasText: 'bicycle' });
  await expect(absent).toHaveAttribute('data-status', 'not-found');
  await expect(glip.summary).toHaveText(/“bicycle” not found/);
});
