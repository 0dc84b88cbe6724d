import { preview } from 'vite';
import { expect, test } from './support/test';

test.use({ serviceWorkers: 'allow' });

test('after a first visit the page opens without its server, and grounds', async ({ glip, page }) => {
  const server = await preview({ preview: { port: 0, strictPort: false } });
  const address = server.resolvedUrls!.local[0]!;
  await glip.open(address);
  const boxes = await glip.shownBoxes();
  // The browser keeps the files in the background.
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active!.state !== 'activated') await new Promise((resolve) => active!.addEventListener('statechange', resolve));
  });
  await server.close();
  await expect(page.request.get(address)).rejects.toThrow(); // nobody answers there any more
  await page.goto('about:blank');
  await glip.open(`${address}?backend=wasm`);
  expect(await glip.shownBoxes()).toEqual(boxes);
  await glip.retype('a red ring');
  await expect(glip.messages).toHaveCount(0);
});
