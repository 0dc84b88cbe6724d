import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

/** Stands for what an installed page receives when files are opened with it: launches wait until somebody takes them. */
function fakeLaunches(): void {
  let consume: ((launch: object) => void) | undefined;
  const waiting: object[] = [];
  Object.defineProperty(window, 'launchQueue', {
    value: {
      setConsumer: (consumer: (launch: object) => void) => {
        consume = consumer;
        for (const launch of waiting.splice(0)) consumer(launch);
      },
    },
  });
  Object.assign(window, { launch: (launch: object) => (consume ? consume(launch) : waiting.push(launch)) });
}

const launch = ({ name, mimeType, buffer }: { name: string; mimeType: string; buffer: Buffer }) => ({
  name,
  type: mimeType,
  base64: buffer.toString('base64'),
});

test.beforeEach(({ page }) => page.addInitScript(fakeLaunches));

test('a picture that is opened with the installed page is shown and grounded, whatever view is open', async ({
  glip,
  page,
}) => {
  await glip.open();
  await page.getByTestId('view-label').click();
  await expect(page.getByRole('heading', { name: /Label/ })).toBeVisible();
  await page.evaluate(
    ({ name, type, base64 }) => {
      const file = new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type });
      (window as unknown as { launch(launch: object): void }).launch({
        files: [{ getFile: () => Promise.resolve(file) }],
      });
    },
    launch(pictures.asJpeg(firstSample, 'from the system.jpg')),
  );
  await glip.shows('from the system.jpg');
  await expect(glip.prompt).toBeVisible();
});

test('a file that is no model is refused as a dropped one is; one that cannot be read is told', async ({
  glip,
  page,
}) => {
  await page.addInitScript(() => {
    const file = new File(['nothing'], 'none.pth');
    (window as unknown as { launch(launch: object): void }).launch({
      files: [{ getFile: () => Promise.resolve(file) }],
    });
  });
  await glip.open();
  await expect(page.locator('[data-testid="arrival"][data-failed]')).toContainText('not a PyTorch checkpoint');
  await page.evaluate(() => {
    (window as unknown as { launch(launch: object): void }).launch({
      files: [{ getFile: () => Promise.reject(new DOMException('It was moved.', 'NotFoundError')) }],
    });
  });
  await expect(glip.message('picture', 'error', /could not be read/)).toBeVisible();
});

test('the built page has its manifest, and what that names', async ({ page, baseURL }) => {
  await page.goto('./');
  const manifest = await page.locator('link[rel="manifest"]').getAttribute('href');
  const address = new URL(manifest!, page.url());
  const { icons } = (await (await page.request.get(address.href)).json()) as { icons: { src: string }[] };
  for (const { src } of icons) {
    const response = await page.request.get(new URL(src, address).href);
    expect(response.headers()['content-type'], `${src} at ${baseURL}`).toBe('image/png');
  }
  // As Chromium reads it.
  const session = await page.context().newCDPSession(page);
  const { errors } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
});
