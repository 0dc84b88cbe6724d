import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

test('no request is made while a dropped picture is grounded', async ({ glip, page, context }) => {
  const requests: string[] = [];
  // A blob address is a place in this browser's memory; the icon of the tab is fetched whenever the browser likes.
  context.on('request', (request) => {
    const url = request.url();
    if (url.startsWith('http') && !url.endsWith('/favicon.svg')) requests.push(url);
  });
  await glip.open();
  await page.waitForLoadState('networkidle');
  // The record sees what the worker asks for, too.
  expect(requests.some((url) => url.endsWith('/model.safetensors'))).toBe(true);
  requests.length = 0;
  await glip.drop(pictures.asJpeg(firstSample, 'private.jpg'));
  await glip.shows('private.jpg');
  await glip.retype('a red ring. a secret thing');
  await glip.setThreshold(0.2);
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-link')).toBeVisible();
  expect(requests).toEqual([]);
});

test('once loaded, the page works without a network', async ({ glip, page, context }) => {
  await glip.open();
  const ofTheSample = await glip.shownBoxes();
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await glip.drop(pictures.asJpeg(firstSample, 'offline.jpg'));
  await glip.shows('offline.jpg');
  expect(await glip.shownBoxes()).toEqual(ofTheSample);
  await glip.retype('a red ring');
  await glip.openSample('band');
  await expect(glip.messages).toHaveCount(0);
});
