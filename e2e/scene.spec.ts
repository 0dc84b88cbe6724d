import type { GlipPage } from './support/glipPage';
import { expect, test } from './support/test';
import { matchBoxes, type Box, type Placed } from './support/truth';

/** Scenes that the page draws itself, and whose truth it knows. */

// The same scenes in every run: what chance picks must not decide whether a test passes.
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    let state = 0.3;
    Math.random = () => (state = (state * 997 + 0.123) % 1);
  });
});

async function makeScene(glip: GlipPage): Promise<void> {
  await glip.page.getByTestId('make-scene').click();
  await expect(glip.page.getByTestId('truth-bar')).toBeVisible();
  await glip.grounded();
}

const bar = (glip: GlipPage) => glip.page.getByTestId('truth-bar');
const verdict = (glip: GlipPage) => glip.page.getByTestId('verdict');

/** The pixels of the picture as it is shown, in short. */
const look = (glip: GlipPage) =>
  glip.picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return [...new Uint8Array(digest)].join();
  });

/** The true boxes that are drawn, with the phrases that they are boxes of. */
const trueBoxes = async (glip: GlipPage): Promise<Placed[]> => {
  const marks = await glip.page
    .getByTestId('true-box')
    .evaluateAll((elements) =>
      elements.map((element) => [(element as SVGElement).dataset.box!, element.getAttribute('aria-label')!]),
    );
  return marks.map(([box, label]) => ({
    phrase: parseInt(label!) - 1,
    box: box!.split(',').map(Number) as unknown as Box,
  }));
};

/** A link to a scene with its own caption, as the share button makes it. */
const scene = (seed: number, prompt: string) =>
  `./#${new URLSearchParams({ v: '1', model: 'glip-micro', image: `scene:1-wide-${seed}`, prompt, threshold: '0.35' }).toString()}`;

test('a press draws a scene and grounds it; most of it is right', async ({ glip, page }) => {
  await glip.open();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  let [right, all] = [0, 0];
  for (let round = 0; round < 4; round++) {
    await makeScene(glip);
    await expect(glip.picture).toHaveAttribute('data-width', '640');
    await expect(glip.picture).toHaveAttribute('alt', `Scene ${await bar(glip).getAttribute('data-seed')}`);
    if (round === 0) await page.getByTestId('truth').click();
    await expect(verdict(glip)).toHaveText(/^\d+ of \d+ phrases right/);
    const [, some, of] = /^(\d+) of (\d+) phrases right/.exec((await verdict(glip).textContent())!)!;
    expect(Number(of)).toBe(await glip.phrases.count());
    [right, all] = [right + Number(some), all + Number(of)];
  }
  expect(right / all).toBeGreaterThanOrEqual(0.5);
  // The glyphs are fetched for the first scene only.
  expect(requests.filter((url) => url.includes('/scene/')).length).toBe(2);
});

test('the truth is drawn on demand, and the verdict follows the slider', async ({ glip, page }) => {
  await glip.open();
  await makeScene(glip);
  await expect(page.getByTestId('truth-overlay')).toHaveCount(0);
  const toggle = page.getByTestId('truth');
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('truth-overlay')).toBeVisible();
  const truth = await trueBoxes(glip);
  expect(truth.length).toBeGreaterThan(0);
  // The very boxes that are found, give or take what the model is off by.
  expect(matchBoxes(await glip.shownBoxes(), truth).matched).toBeGreaterThanOrEqual(truth.length / 2);
  const present = new Set(truth.map(({ phrase }) => phrase)).size;
  const phrases = await glip.phrases.count();
  // Without any box only what is not there is right.
  await glip.setThreshold(1);
  await expect(verdict(glip)).toHaveText(new RegExp(`^${phrases - present} of ${phrases} phrases right`));
  await page.keyboard.press('Tab');
  await toggle.focus();
  await page.keyboard.press('Space');
  await expect(page.getByTestId('truth-overlay')).toHaveCount(0);
});

test('the truth is no longer told once the text or the picture is another', async ({ glip, page }) => {
  await glip.open();
  await makeScene(glip);
  await page.getByTestId('truth').click();
  const caption = await glip.prompt.inputValue();
  await glip.retype(`${caption} A spoon.`);
  await expect(bar(glip)).toHaveCount(0);
  await expect(page.getByTestId('truth-overlay')).toHaveCount(0);
  await glip.retype(caption);
  await expect(bar(glip)).toBeVisible();
  await glip.openSample('fruit');
  await expect(bar(glip)).toHaveCount(0);
});

test('a link to a scene draws the same one elsewhere', async ({ glip, page, browser, contextOptions }) => {
  await glip.open();
  await makeScene(glip);
  await page.getByTestId('truth').click();
  const [seed, pixels, truth, caption] = [
    await bar(glip).getAttribute('data-seed'),
    await look(glip),
    await trueBoxes(glip),
    await glip.prompt.inputValue(),
  ];
  await page.getByTestId('share').click();
  const link = await page.getByTestId('share-link').inputValue();
  expect(link).toContain(`image=scene:1-wide-${seed}&`);
  const context = await browser.newContext(contextOptions);
  const there = new (glip.constructor as typeof GlipPage)(await context.newPage());
  await there.open(link);
  await expect(there.prompt).toHaveValue(caption);
  await there.page.getByTestId('truth').click();
  expect(await trueBoxes(there)).toEqual(truth);
  expect(await look(there)).toBe(pixels);
  await context.close();
});

test('a link may have another text than the scene; one to no scene is said to be broken', async ({ glip, page }) => {
  await glip.open(scene(7, 'a spoon'));
  await expect(glip.picture).toHaveAttribute('alt', 'Scene 7');
  await expect(glip.prompt).toHaveValue('a spoon');
  await expect(bar(glip)).toHaveCount(0);
  await page.goto('about:blank');
  await page.goto(scene(9_999_999, 'a spoon'));
  await expect(glip.message('link', 'error', /names no valid scene/)).toBeVisible();
});

test('without the glyphs a scene is refused with a sentence, and nothing is lost', async ({ glip, page }) => {
  await glip.open();
  const before = await glip.shownBoxes();
  await page.route('**/scene/sheet.webp', (route) => route.abort());
  await page.getByTestId('make-scene').click();
  await expect(glip.message('picture', 'error', /glyphs .* could not be loaded/)).toBeVisible();
  expect(await glip.shownBoxes()).toEqual(before);
  await page.unroute('**/scene/sheet.webp');
  await makeScene(glip);
});

test.describe('phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the scene has the shape of the screen, and nothing scrolls sideways', async ({ glip, page }) => {
    await glip.open();
    await makeScene(glip);
    await page.getByTestId('truth').click();
    await expect(glip.picture).toHaveAttribute('data-width', '480');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
