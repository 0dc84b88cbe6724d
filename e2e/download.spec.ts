import { FlakyServer, status, type Answer } from '../tests/support/flakyServer';
import { TOKENIZER, tinyCheckpoint } from '../tests/support/tinyModel';
import { LibraryPage, tinyConfig, tinyTokenizer } from './support/library';
import { expect, test } from './support/test';

/** Downloads from a server that misbehaves. What it may do is tested at length in tests/library; here is what a visitor sees of it. */

const PATH = '/models/from%20afar.pth';
const ID = 'file-from-afar';

let bytes: Uint8Array;
let server: FlakyServer;
test.beforeAll(async () => void (bytes = await tinyCheckpoint()));
test.beforeEach(async () => {
  server = await FlakyServer.start();
  server.files.set(PATH, bytes);
});
test.afterEach(() => server.close());

/** The address without the slash that both of its parts have. */
const address = () => server.origin + PATH.slice(1);

test('a download breaks, goes on by itself, is paused, goes on at the next visit, and is used', async ({
  glip,
  page,
}) => {
  const library = new LibraryPage(page);
  await page.route('https://huggingface.co/**', (route) => route.abort());
  await glip.open('?backend=wasm');
  await glip.drop(tinyConfig());
  await expect(library.told(/waits for its weights/)).toBeVisible();
  await library.open();

  // Then in vain: what is shown meanwhile stays long enough to be seen on a busy machine.
  server.next(...Array<Answer>(4).fill(server.breakAfter(800_000)));
  server.always(status(503));
  await page.getByTestId('model-address').fill(address());
  await page.getByTestId('model-address').press('Enter');
  await library.stands(ID, 'downloading');
  await expect(library.card(ID)).toContainText(/error 503.*Attempt \d in \d+ s/);
  server.always(server.holdAfter(2_000_000));
  await expect(library.card(ID)).toContainText(/of \d+\.\d MB/);
  const progress = library.card(ID).getByRole('progressbar');
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(30);
  await library.card(ID).getByRole('button', { name: 'Pause' }).click();
  await library.stands(ID, 'paused');
  await expect(library.card(ID)).toContainText('the download can go on');

  await page.reload();
  await glip.grounded();
  await library.open();
  await library.stands(ID, 'paused');
  server.always(server.serve);
  const before = server.sent;
  await library.card(ID).getByRole('button', { name: 'Go on with from afar' }).click();
  await library.stands(ID, 'waits');
  // Not from the beginning.
  expect(server.sent - before).toBeLessThan(bytes.length * 0.8);
  await page.getByTestId('tokenizer-file').setInputFiles(tinyTokenizer());
  await library.stands(ID, 'in-use');
  await library.close();
  await glip.grounded();
});

test('what cannot be had is said, and what was typed stays', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open();
  await library.open();
  const field = page.getByTestId('model-address');
  for (const typed of ['model.pth', 'http://example.org/model.pth', 'ftp://example.org/model.pth']) {
    await field.fill(typed);
    await field.press('Enter');
    await expect(library.told(/https/)).toBeVisible();
    await expect(field).toHaveValue(typed);
  }
  await field.fill(`${server.origin}nowhere.pth`);
  await field.press('Enter');
  await library.stands('file-nowhere', 'failed');
  await expect(library.card('file-nowhere')).toContainText('404');
  await library.card('file-nowhere').getByRole('button', { name: 'Dismiss' }).click();
  await expect(library.card('file-nowhere')).toHaveCount(0);
});

test('a cancelled download leaves nothing', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open();
  await glip.drop(tinyConfig());
  await expect(library.told(/waits for its weights/)).toBeVisible();
  await library.open();
  server.always(server.holdAfter(500_000));
  await page.getByTestId('model-address').fill(address());
  await page.getByTestId('model-address').press('Enter');
  await expect(library.card(ID)).toContainText(/of \d+\.\d MB/);
  await library.card(ID).getByRole('button', { name: 'Cancel' }).click();
  await expect(library.card(ID)).toHaveCount(0);
});

test('a tokenizer at the public address comes along', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await page.route(/^https:\/\/huggingface\.co\/.*\/(tokenizer(_config)?\.json)$/, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) as keyof typeof TOKENIZER;
    await route.fulfill({
      body: TOKENIZER[name],
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*' },
    });
  });
  await glip.open('?backend=wasm');
  await library.open();
  await page.getByTestId('model-address').fill(address());
  await page.getByTestId('model-address').press('Enter');
  await library.stands(ID, 'failed');
  await expect(library.card(ID)).toContainText('give its config.json along with it');
  await page.getByTestId('model-file').setInputFiles(tinyConfig());
  await library.stands(ID, 'in-use');
});
