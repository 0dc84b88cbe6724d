import { expect, test } from './support/test';
import type { GlipPage } from './support/glipPage';
import { firstSample, samplePicture } from './support/truth';

const SERVER = 'https://pictures.example';

/** Servers of the outside world, as they answer to pages of other origins. */
const answers = {
  '/good.jpg': {
    status: 200,
    contentType: 'image/jpeg',
    headers: { 'Access-Control-Allow-Origin': '*' },
    body: samplePicture(firstSample),
  },
  // Allowed, but for another page only: to this one it is forbidden.
  '/forbidden.jpg': {
    status: 200,
    contentType: 'image/jpeg',
    headers: { 'Access-Control-Allow-Origin': 'https://other.example' },
    body: samplePicture(firstSample),
  },
  '/gone.jpg': { status: 404, contentType: 'text/html', headers: { 'Access-Control-Allow-Origin': '*' }, body: 'gone' },
  '/page': {
    status: 200,
    contentType: 'text/html',
    headers: { 'Access-Control-Allow-Origin': '*' },
    body: '<title>a page</title>',
  },
} as const;

test.beforeEach(async ({ page, glip }) => {
  await page.route(`${SERVER}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    await (pathname in answers
      ? route.fulfill(answers[pathname as keyof typeof answers])
      : route.abort('connectionrefused'));
  });
  await glip.open();
  await page.getByRole('button', { name: 'Web address' }).click();
});

async function openAddress({ page }: GlipPage, address: string): Promise<void> {
  await page.getByTestId('address').fill(address);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

test('a picture by its address is grounded', async ({ glip }) => {
  const ofTheSample = await glip.shownBoxes();
  await openAddress(glip, `${SERVER}/good.jpg`);
  await glip.shows('good.jpg');
  expect(await glip.shownBoxes()).toEqual(ofTheSample);
});

test('every way in which an address fails has its own sentence, and nothing is lost', async ({ glip }) => {
  const before = await glip.shownBoxes();
  const troubles: readonly (readonly [string, RegExp])[] = [
    ['https://', /not an address/],
    ['http://pictures.example/good.jpg', /Only addresses that begin with https/],
    [`${SERVER}/gone.jpg`, /answered with error 404/],
    [`${SERVER}/page`, /leads to a web page/],
    [`${SERVER}/forbidden.jpg`, /cannot be reached, or does not allow .*\(CORS\)/],
    [`${SERVER}/down.jpg`, /cannot be reached, or does not allow .*\(CORS\)/],
  ];
  for (const [address, sentence] of troubles) {
    await openAddress(glip, address);
    await expect(glip.message('picture', 'error', sentence)).toBeVisible();
    await expect(glip.page.getByTestId('address')).toHaveValue(address);
    expect(await glip.shownBoxes()).toEqual(before);
    await glip.page.getByRole('button', { name: 'Dismiss' }).click();
  }
});
