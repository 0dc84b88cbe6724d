import AxeBuilder from '@axe-core/playwright';
import { TOLERANCES } from '../tools/golden/tolerances';
import { GOLDENS } from '../tests/support/tinyModel';
import { goldenAlignment } from './support/golden';
import {
  cutOff,
  LibraryPage,
  TINY_FILE,
  TINY_ID,
  TINY_PROMPT,
  tinyCheckpoint,
  tinyConfig,
  tinyTokenizer,
  weightsFile,
} from './support/library';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

/** Models of the visitor's own: how they come, stay and go. */

/** Twice what rounding the tiny model's weights to F16 does to its logits (docs/checkpoints.md). */
const F16_LOGIT = 0.06;

test('a dropped checkpoint is kept and used, is still there at the next visit without a network, and goes when it is deleted', async ({
  glip,
  page,
  context,
}) => {
  const library = new LibraryPage(page);
  await glip.open('?debug&backend=wasm');
  const asked = await cutOff(page);
  await glip.setThreshold(0.3);
  await glip.retype(TINY_PROMPT);

  // Without a network its vocabulary cannot be fetched, and bert-base-uncased's would not fit it.
  await glip.drop(tinyCheckpoint(), tinyConfig());
  await expect(library.told(/waits for a tokenizer/)).toBeVisible();
  expect(asked.every((url) => url.includes('bert-base-uncased'))).toBe(true);
  await expect(library.button).toContainText('glip-micro');
  await glip.drop(tinyTokenizer());
  await expect(library.button).toContainText('tiny_checkpoint');
  await glip.grounded();

  // What the visitor had is still there; the threshold is the model's own.
  await expect(glip.prompt).toHaveValue(TINY_PROMPT);
  await expect(glip.phrases).toHaveCount(3);
  await expect(glip.picture).toHaveAttribute('alt', firstSample.title);
  await expect(glip.threshold).toHaveValue('0.5');
  await glip.setThreshold(0);
  expect((await glip.shownBoxes()).length).toBeGreaterThan(0);

  await page.route('**/weights/glip-micro/**', (route) => route.abort());
  asked.length = 0;
  await page.reload();
  await glip.grounded();
  await expect(library.button).toContainText('tiny_checkpoint');
  await glip.retype(TINY_PROMPT);
  await glip.setThreshold(0);
  expect((await glip.shownBoxes()).length).toBeGreaterThan(0);
  expect(asked).toEqual([]);
  const { logit } = await goldenAlignment(page, GOLDENS, 'tiny_a');
  expect(logit).toBeLessThan(F16_LOGIT);

  await page.unroute('**/weights/glip-micro/**');
  await library.open();
  await library.stands(TINY_ID, 'in-use');
  await library
    .card(TINY_ID)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await page.getByTestId('confirm-delete').click();
  await expect(library.card(TINY_ID)).toHaveCount(0);
  await library.stands('glip-micro', 'in-use');
  await library.close();
  await glip.grounded();
  expect(await library.foldersOnDisk()).toEqual([]);
  await context.unrouteAll();
});

test('in F32 the model is exactly the official one, and a size may be chosen', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open('?debug&backend=wasm');
  await cutOff(page);
  await library.open();
  await page.getByRole('radio', { name: /^F32/ }).check();
  const { tinyCheckpoint } = await import('../tests/support/tinyModel');
  await page
    .getByTestId('model-file')
    .setInputFiles([weightsFile('my tiny.pth', Buffer.from(await tinyCheckpoint())), tinyConfig(), tinyTokenizer()]);
  await library.stands('file-my-tiny', 'in-use');
  await expect(library.card('file-my-tiny')).toContainText('F32');
  await library.close();
  const { logit } = await goldenAlignment(page, GOLDENS, 'tiny_a');
  expect(logit).toBeLessThan(TOLERANCES.tiny!.alignment);

  await glip.retype(TINY_PROMPT);
  const resolution = page.getByTestId('resolution');
  await expect(resolution.getByRole('radio', { name: /^Fast/ })).toBeChecked();
  await expect(resolution).toContainText(/Full.*≈ [\d.]+ s/);
  await resolution.getByRole('radio', { name: /^Balanced/ }).check();
  await glip.grounded();
  await page.reload();
  await glip.grounded();
  await expect(resolution.getByRole('radio', { name: /^Balanced/ })).toBeChecked();
});

test('a GLIP of no released sizes waits for its config, which may come before it, too', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open('?backend=wasm');
  await cutOff(page);
  await glip.drop(tinyCheckpoint(), tinyTokenizer());
  const failure = page.locator('[data-testid="arrival"][data-failed]');
  await expect(failure).toContainText('give its config.json along with it');
  await glip.drop(weightsFile('config.json', Buffer.from('{"model_type":"bert"}')));
  await expect(library.told(/does not describe a GLIP model/)).toBeVisible();
  await glip.drop(tinyConfig());
  await expect(library.button).toContainText('tiny_checkpoint');
  await expect(failure).toHaveCount(0);
  await glip.grounded();

  await glip.drop(tinyConfig());
  await expect(library.told(/config of tiny is here, and waits for its weights/)).toBeVisible();
  await glip.drop(tinyCheckpoint('another.pth'), tinyTokenizer());
  await expect(library.button).toContainText('another');
  await glip.grounded();
});

test('a file that is no GLIP is said to be none, and nothing is lost', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open();
  const before = await glip.shownBoxes();
  const broken = tinyCheckpoint().buffer.subarray(0, 1_000_000);
  const cases = [
    [weightsFile('cut-off.pth', broken), /./],
    [weightsFile('notes.safetensors', Buffer.from('These are notes, whatever the name says.')), /./],
    [weightsFile('empty.pt', Buffer.alloc(0)), /./],
  ] as const;
  for (const [file, sentence] of cases) {
    await glip.drop(file);
    const failure = page.locator('[data-testid="arrival"][data-failed]');
    await expect(failure).toHaveText(sentence);
    await expect(page.getByRole('region', { name: /./ }).filter({ has: failure })).toContainText('could not be added');
    expect(await glip.shownBoxes()).toEqual(before);
    await failure.getByRole('button', { name: 'Dismiss' }).click();
    await expect(failure).toHaveCount(0);
  }
  await glip.drop(tinyTokenizer());
  await expect(library.told(/No model here waits for a tokenizer/)).toBeVisible();
  await expect(library.button).toContainText('glip-micro');
  expect(await glip.shownBoxes()).toEqual(before);
});

test('a stored model that cannot be loaded gives way to the one before', async ({ glip, page }) => {
  const library = new LibraryPage(page);
  await glip.open('?backend=wasm');
  await cutOff(page);
  await glip.drop(tinyCheckpoint(), tinyConfig(), tinyTokenizer());
  await expect(library.button).toContainText('tiny_checkpoint');
  await glip.grounded();
  await library.open();
  await library.card('glip-micro').getByRole('button', { name: 'Use glip-micro' }).click();
  await library.stands('glip-micro', 'in-use');
  await library.loseFromDisk();
  await library.card(TINY_ID).getByRole('button', { name: /^Use/ }).click();
  await expect(library.told(/did not load.*goes on with glip-micro/)).toBeVisible();
  await library.stands('glip-micro', 'in-use');
  await library.close();
  await glip.retype('a red ring');
});

test('a link that names a model which is not here is shown with another, and offers it', async ({ glip, page }) => {
  const fields = { v: '1', model: 'glip-t', image: 'sample:fruit', prompt: 'apple. lemon', threshold: '0.62' };
  await page.goto(`./#${new URLSearchParams(fields).toString()}`);
  await cutOff(page);
  await expect(
    glip.message('link', 'info', /made with GLIP-T, which is not on this machine\. glip-micro stands in/),
  ).toBeVisible();
  await glip.shows(/./);
  await expect(glip.prompt).toHaveValue('apple. lemon');
  // The link's threshold is for its own model.
  await expect(glip.threshold).not.toHaveValue('0.62');
  await page.getByRole('button', { name: /^Get GLIP-T \(\d+ MB\)/ }).click();
  const library = new LibraryPage(page);
  await library.stands('glip-t', 'downloading');
  await library.card('glip-t').getByRole('button', { name: 'Cancel' }).click();
  await library.stands('glip-t', 'absent');
});

test('a link with a model of somebody’s own says which file would do', async ({ glip, page }) => {
  const fields = { v: '1', model: 'file-birds', image: 'sample:fruit', prompt: 'apple', threshold: '0.5' };
  await page.goto(`./#${new URLSearchParams(fields).toString()}`);
  await expect(glip.message('link', 'info', /the model “file-birds”, which is not on this machine/)).toBeVisible();
  await glip.grounded();
});

test('without room the model serves for this visit', async ({ glip, page, context }) => {
  const library = new LibraryPage(page);
  await glip.open('?backend=wasm');
  await cutOff(page);
  const browser = await context.newCDPSession(page);
  await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1_000_000 });
  await glip.drop(tinyCheckpoint(), tinyConfig(), tinyTokenizer());
  await expect(library.told(/could not be stored\..*for this visit only/)).toBeVisible();
  await expect(library.button).toContainText('tiny_checkpoint');
  await glip.grounded();
  await library.open();
  await library.stands(TINY_ID, 'in-use');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing serious in the library, and the keyboard gets everywhere', async ({ glip, page }) => {
      const library = new LibraryPage(page);
      await glip.open();
      await glip.drop(tinyCheckpoint(`not ${TINY_FILE}`), tinyConfig(), tinyTokenizer());
      await library.open();
      await library.card('glip-t').scrollIntoViewIfNeeded();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
      const download = library.card('glip-l').getByRole('button', { name: 'Download GLIP-L' });
      for (
        let presses = 0;
        presses < 40 && !(await download.evaluate((button) => button === document.activeElement));
        presses++
      )
        await page.keyboard.press('Tab');
      await expect(download).toBeFocused();
      await library.close();
      await expect(library.button).toBeFocused();
    });
  });
}

test.describe('phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the library does not scroll sideways', async ({ glip, page }) => {
    await glip.open();
    await new LibraryPage(page).open();
    const { content, window } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      window: innerWidth,
    }));
    expect(content).toBeLessThanOrEqual(window);
  });
});
