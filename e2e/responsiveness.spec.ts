import { longTasks } from '../tools/longTasks';
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
