import { expectAccessible } from './support/accessible';
import { cocoOf } from './support/dataSets';
import { LibraryPage } from './support/library';
import { expect, test } from './support/test';
import { firstSample, sampleNamed, samplePicture } from './support/truth';

/** Bodies of a WebAssembly function. */
const ENDLESS = [0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b]; // loop, branch to its begin
const TRAP = [0x00, 0x00, 0x0b]; // unreachable

/** In the worker that runs the model: threads of the kernels get a module whose functions all have this body; without one, nothing at all. */
function replaceKernels(body?: number[]): void {
  const Stock = Worker;
  globalThis.Worker = class extends Stock {
    override postMessage(message: { readonly module?: WebAssembly.Module }): void {
      if (!message.module) super.postMessage(message);
      else if (body) super.postMessage({ ...message, module: failing(message.module, body) });
    }
  };
  function failing(module: WebAssembly.Module, body: number[]): WebAssembly.Module {
    const vector = (items: number[][]) => [items.length, ...items.flat()];
    const section = (id: number, content: number[]) => [
      id,
      (content.length & 127) | 128,
      content.length >> 7,
      ...content,
    ];
    const names = WebAssembly.Module.exports(module).map(({ name }) => [
      name.length,
      ...new TextEncoder().encode(name),
      0,
      0,
    ]);
    const type = [0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 0]; // job, begin, end, scratch
    const sections = [
      section(1, vector([type])),
      section(3, vector([[0]])),
      section(7, vector(names)),
      section(10, vector([[body.length, ...body]])),
    ];
    return new WebAssembly.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...sections.flat()));
  }
}

const SCRIPT = (worker: string) => new RegExp(`${worker}\\.worker.*\\.js$`);

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

test('a worker whose script does not load is told, and trying again works', async ({ glip, page }) => {
  await page.route(SCRIPT('grounding'), (route) => route.abort());
  await page.goto('./');
  await glip.prompt.fill('a red ring');
  const message = glip.message(
    'model',
    'error',
    /^The part of this page that runs the model could not be loaded\. Check the connection/,
  );
  await expect(message).toBeVisible();
  await page.unroute(SCRIPT('grounding'));
  await message.getByRole('button', { name: 'Try again' }).click();
  await glip.grounded();
  await expect(message).toHaveCount(0);
  await expect(glip.phrases).toHaveText([/red ring/]);
});

test('Evaluate tells when its worker does not load, and reads what was brought when asked again', async ({
  page,
  glip: _,
}) => {
  await page.route(SCRIPT('scoring'), (route) => route.abort());
  await page.goto('./#evaluate');
  const truth = cocoOf(['fruit']);
  const results = truth.annotations.map(({ image_id, category_id, bbox }) => ({
    image_id,
    category_id,
    bbox,
    score: 1,
  }));
  const file = (name: string, content: unknown) => ({
    name,
    mimeType: '',
    buffer: Buffer.from(JSON.stringify(content)),
  });
  await page
    .getByTestId('evaluate-files')
    .setInputFiles([file('instances.json', truth), file('results.json', results)]);
  const fault = page.getByTestId('evaluate-fault');
  await expect(fault).toHaveText(
    /^The part of this page that reads and scores data sets could not be loaded\. Check the connection/,
  );
  await expectAccessible(page);
  await page.unroute(SCRIPT('scoring'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('coco-results')).toBeVisible();
  await expect(fault).toHaveCount(0);
});

test('Label tells when its worker does not load, and keeps what was brought when asked again', async ({
  page,
  glip: _,
}) => {
  await page.route(SCRIPT('labelling'), (route) => route.abort());
  await page.goto('./#label');
  const fault = page.getByTestId('label-fault');
  await expect(fault).toHaveText(
    /^The part of this page that keeps pictures and labels could not be loaded\. Check the connection/,
  );
  const picture = { name: 'fruit.jpg', mimeType: 'image/jpeg', buffer: samplePicture(sampleNamed('fruit')) };
  await page.getByTestId('label-files').setInputFiles(picture);
  await expect(fault).toBeVisible();
  await page.unroute(SCRIPT('labelling'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('label-card')).toHaveCount(1);
  await expect(fault).toHaveCount(0);
});

test('the library tells when its worker does not load, in the page and opened, and is read when asked again', async ({
  glip,
  page,
}) => {
  const library = new LibraryPage(page);
  await page.route(SCRIPT('library'), (route) => route.abort());
  await glip.open();
  await library.open();
  const fault = library.told(
    /^The part of this page that keeps models could not be loaded\. .* What was stored is still there\./,
  );
  await expect(fault).toBeVisible();
  await expectAccessible(page);
  await page.unroute(SCRIPT('library'));
  await fault.getByRole('button', { name: 'Try again' }).click();
  await expect(fault).toHaveCount(0);
  await library.close();
  await expect(fault).toHaveCount(0);
});

test('damaged weights are told', async ({ glip, page }) => {
  await page.route('**/model.safetensors', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.body()).subarray(0, 100_000),
      headers: { ...response.headers(), 'content-length': '100000' },
    });
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
  const killed = glip.killWorkerAt('run-progress');
  await glip.prompt.fill('a red ring and a green triangle');
  await killed;
  await expect(glip.message('model', 'info', /running again/)).toBeVisible();
  await glip.grounded();
  await expect(glip.phrases).toHaveText([/red ring/, /green triangle/]);
});

test('a thread of the kernels that traps in the middle of a run is told, and the run is repeated', async ({
  glip,
  page,
}) => {
  let traps = true;
  await page.route(SCRIPT('grounding'), async (route) => {
    const response = await route.fetch();
    await route.fulfill(
      traps
        ? { response, body: `(${replaceKernels.toString()})(${JSON.stringify(TRAP)});${await response.text()}` }
        : { response },
    );
    traps = false; // the worker that takes its place is as it should be
  });
  await page.goto('./?threads=2');
  await expect(glip.message('model', 'info', /running again/)).toBeVisible();
  await glip.grounded();
  await expect(glip.phrases).toHaveCount(firstSample.phrases.length);
  expect((await glip.shownBoxes()).length).toBeGreaterThan(0);
  await expect(glip.backend).toContainText(/2 threads/);
});

test('a thread of the kernels that never comes back from its work is done without', async ({ glip, page }) => {
  await page.route(SCRIPT('grounding'), async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: `(${replaceKernels.toString()})(${JSON.stringify(ENDLESS)});${await response.text()}`,
    });
  });
  await page.goto('./?threads=2');
  await glip.grounded();
  const found = await glip.shownBoxes();
  await glip.retype('a red ring');
  await glip.retype(firstSample.prompt);
  expect(await glip.shownBoxes()).toEqual(found);
});

test('a thread of the kernels that does not start is done without', async ({ glip, page }) => {
  await page.route(SCRIPT('grounding'), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${replaceKernels.toString()})();${await response.text()}` });
  });
  await page.goto('./?threads=2');
  await glip.grounded();
  await expect(glip.backend).toContainText(/1 thread,/);
  expect((await glip.shownBoxes()).length).toBeGreaterThan(0);
});
