import { longTasks } from '../tools/experiments/longTasks';
import { folderOf, largeCoco } from './support/dataSets';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

test('nothing that a visitor does holds the main thread up for 50 ms', async ({ browser, glip, page }) => {
  await glip.open('?backend=wasm');
  const tasks = await longTasks(browser, page, async () => {
    await glip.retype('a red balloon. two cats. a dog');
    await glip.setThreshold(0.05);
    await glip.pointAt(glip.mark(1).locator('[data-start]').last());
    await page.mouse.down();
    await page.mouse.up();
    await expect(glip.heatMap).toHaveAttribute('data-ready');
    await glip.choose(pictures.asJpeg(firstSample));
    await glip.shows('own.jpg');
    await glip.setThreshold(0.6);
  });
  expect(tasks).toEqual([]);
});

test('nor does scoring a results file of thousands of pictures', async ({ browser, glip, page }, info) => {
  const { truth, results } = largeCoco(3000, 80);
  const folder = folderOf(info.outputPath('large'), {
    'instances.json': JSON.stringify(truth),
    'results.json': JSON.stringify(results),
  });
  await glip.open('?backend=wasm');
  await page.getByTestId('view-evaluate').click();
  await expect(page.getByTestId('evaluate-folder')).toBeAttached();
  const tasks = await longTasks(browser, page, async () => {
    await page
      .getByTestId('evaluate-files')
      .setInputFiles(['instances.json', 'results.json'].map((name) => `${folder}/${name}`));
    await expect(page.getByTestId('coco-results')).toBeVisible({ timeout: 90_000 });
  });
  expect(tasks).toEqual([]);
});
