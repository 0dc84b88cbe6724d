import type { Browser, BrowserContextOptions } from '@playwright/test';
import { GlipPage, type ShownBox } from './support/glipPage';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { expectAlike, firstSample, type Box } from './support/truth';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Where the pointer was goes with no link. */
const unfaded = (box: ShownBox) => ({ ...box, faded: false });

/** Copies the link, and checks that it is in the clipboard and in the address bar. */
async function copyLink({ page }: GlipPage): Promise<string> {
  await page.getByTestId('share').click();
  const link = await page.getByTestId('share-link').inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(page.url()).toBe(link);
  return link;
}

/** Opens a link as another visitor on another machine would: nothing is there but the link. */
async function elsewhere(
  browser: Browser,
  options: BrowserContextOptions,
  link: string,
  check: (glip: GlipPage) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const glip = new GlipPage(await context.newPage());
    await glip.open(link);
    await check(glip);
  } finally {
    await context.close();
  }
}

test('a link restores sample, text, own phrases, threshold and hidden phrases', async ({
  glip,
  browser,
  contextOptions,
}) => {
  await glip.open();
  await glip.openSample('fruit');
  await glip.retype('apple. lemon. then. banana');
  await glip.prompt.evaluate((field: HTMLTextAreaElement) => {
    field.focus();
    field.setSelectionRange(7, 18);
  });
  await glip.page.getByTestId('ground-span').click();
  await expect(glip.phrases).toHaveText([/apple/, /lemon\. then/, /banana/]);
  await glip.grounded();
  await glip.setThreshold(0.22);
  await glip
    .phrase(0)
    .getByRole('button', { name: /^Show / })
    .click();
  await expect(glip.phrase(0)).toHaveAttribute('data-status', 'hidden');
  const shown = (await glip.shownBoxes()).map(unfaded);
  const link = await copyLink(glip);
  await elsewhere(browser, contextOptions, link, async (there) => {
    await expect(there.page.locator('[data-sample="fruit"]')).toHaveAttribute('aria-pressed', 'true');
    await expect(there.prompt).toHaveValue('apple. lemon. then. banana');
    await expect(there.phrases).toHaveText([/apple/, /lemon\. then/, /banana/]);
    await expect(there.phrase(0)).toHaveAttribute('data-status', 'hidden');
    await expect(there.threshold).toHaveValue('0.22');
    expect((await there.shownBoxes()).map(unfaded)).toEqual(shown);
    await expect(there.messages).toHaveCount(0);
  });
});

test('a link carries a picture of the visitor’s own, and says how', async ({ glip, browser, contextOptions }) => {
  await glip.open();
  await glip.setThreshold(0.2);
  await glip.choose(pictures.asJpeg(firstSample, 'my shapes.jpg'));
  await glip.shows('my shapes.jpg');
  const shown = await glip.shownBoxes();
  const link = await copyLink(glip);
  expect(link.length).toBeLessThanOrEqual(32 * 1024 + 100);
  await expect(glip.page.getByTestId('share-outcome')).toContainText(/copy of your picture \(\d+ × \d+, \d+ KB\)/);
  await elsewhere(browser, contextOptions, link, async (there) => {
    await expect(there.picture).toHaveAttribute('alt', 'my shapes.jpg');
    await expect(there.prompt).toHaveValue(firstSample.prompt);
    const scale = firstSample.width / Number(await there.picture.getAttribute('data-width'));
    const found = (await there.shownBoxes()).map((box) => ({
      ...box,
      box: box.box.map((value) => value * scale) as unknown as Box,
    }));
    expectAlike(found, shown, 0.2);
  });
});

const good = { v: '1', model: 'glip-micro', image: 'sample:fruit', prompt: 'a red ring', threshold: '0.35' };

const broken: Record<string, Record<string, string>> = {
  'no fields': { nonsense: 'yes' },
  'a newer version': { ...good, v: '2' },
  'a sample that is not here': { ...good, image: 'sample:nowhere' },
  'an address that is not https': { ...good, image: 'http://example.org/a.jpg' },
  'a damaged picture': { ...good, image: 'webp:AAAA' },
  'a threshold out of range': { ...good, threshold: '1.5' },
  'spans outside the text': { ...good, spans: '2-500' },
};

for (const [name, fields] of Object.entries(broken)) {
  test(`a broken link (${name}) is said to be broken, and the page starts as usual`, async ({ glip }) => {
    await glip.page.goto(`./#${new URLSearchParams(fields).toString()}`);
    await expect(glip.message('link', 'error', /This link cannot be opened/)).toBeVisible();
    await expect(glip.picture).toHaveAttribute('alt', firstSample.title);
    await expect(glip.prompt).toHaveValue(firstSample.prompt);
  });
}

test('a link is plain text: what it carries never becomes part of the page', async ({ glip }) => {
  const prompt = '<img src=x onerror="window.stolen = true"> ring';
  await glip.page.goto(`./#${new URLSearchParams({ ...good, prompt }).toString()}`);
  await expect(glip.prompt).toHaveValue(prompt);
  await glip.grounded();
  expect(await glip.page.evaluate(() => 'stolen' in window)).toBe(false);
});
