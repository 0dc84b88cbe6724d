import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { GlipPage } from './support/glipPage';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

/** What can be done with a result without asking the model again. */

/** A threshold, on the slider's grid, at which the best box is shown and few others are. */
const justBelowBest = async (glip: GlipPage) => Math.floor((await glip.shownBoxes())[0]!.score * 100) / 100;

test.beforeEach(async ({ glip }) => {
  await glip.open();
  // So low that there is something to see of several phrases, however well the model does.
  await glip.setThreshold(0.1);
  expect(new Set((await glip.shownBoxes()).map(({ phrase }) => phrase)).size).toBeGreaterThan(1);
});

test('the slider filters at once, without a new run', async ({ glip }) => {
  const all = await glip.shownBoxes();
  const time = await glip.page.getByTestId('run-time').textContent();
  for (const value of [0.3, 0.95, 0.2, 0.1]) {
    const shown = await glip.threshold.evaluate(async (slider: HTMLInputElement, value) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(slider, String(value));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      // One frame later it is on the screen.
      await new Promise(requestAnimationFrame);
      const scores = [...document.querySelectorAll<SVGElement>('[data-testid="box"]')].map((box) =>
        Number(box.dataset.score),
      );
      return { scores, running: document.querySelector('[data-testid="run-progress"]') !== null };
    }, value);
    expect(shown.running).toBe(false);
    expect(shown.scores.sort()).toEqual(
      all
        .map(({ score }) => score)
        .filter((score) => score >= value)
        .sort(),
    );
  }
  await expect(glip.page.getByTestId('run-time')).toHaveText(time!);
});

test('pointing at a phrase, in the text or in the list, leaves its boxes and fades the others', async ({ glip }) => {
  const phrase = (await glip.shownBoxes())[0]!.phrase;
  for (const target of [glip.mark(phrase), glip.phrase(phrase)]) {
    await glip.pointAt(target);
    await expect(glip.phrase(phrase)).toHaveAttribute('data-active');
    await expect(glip.mark(phrase)).toHaveAttribute('data-active');
    for (const box of await glip.shownBoxes()) expect(box.faded, JSON.stringify(box)).toBe(box.phrase !== phrase);
    await glip.page.mouse.move(2, 2);
    await expect(glip.page.locator('[data-faded]')).toHaveCount(0);
  }
});

test('pointing at a box lights up its phrase, and a click keeps it', async ({ glip }) => {
  await glip.setThreshold(await justBelowBest(glip));
  const box = glip.boxes.first();
  const phrase = Number(await box.getAttribute('data-phrase'));
  await box.hover();
  await expect(glip.mark(phrase)).toHaveAttribute('data-active');
  await expect(glip.phrase(phrase)).toHaveAttribute('data-active');
  await glip.page.mouse.move(2, 2);
  await expect(glip.mark(phrase)).not.toHaveAttribute('data-active');
  await box.click();
  await glip.page.mouse.move(2, 2);
  await expect(box).toHaveAttribute('aria-pressed', 'true');
  await expect(glip.mark(phrase)).toHaveAttribute('data-active');
});

test('a phrase can be hidden and shown again', async ({ glip }) => {
  const all = await glip.shownBoxes();
  const { phrase } = all[0]!;
  const eye = glip.phrase(phrase).getByRole('button', { name: /^Show / });
  await eye.click();
  await expect(glip.phrase(phrase)).toHaveAttribute('data-status', 'hidden');
  await expect(glip.boxes).toHaveCount(all.filter((box) => box.phrase !== phrase).length);
  await expect(glip.summary).toHaveText(/1 hidden/);
  await eye.click();
  await expect(glip.boxes).toHaveCount(all.length);
});

test('a click on a word shows where the model sees it, a second click takes it away', async ({ glip }) => {
  const word = glip.mark(3).locator('[data-start]').last();
  const text = (await word.textContent())!;
  await glip.pointAt(word);
  await glip.page.mouse.down();
  await glip.page.mouse.up();
  await expect(glip.heatMap).toHaveAttribute('data-ready');
  await expect(glip.heatMap).toHaveAttribute('data-word', text);
  const painted = await glip.heatMap.evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  expect(painted).toBeGreaterThan(8);
  await glip.page.mouse.down();
  await glip.page.mouse.up();
  await expect(glip.heatMap).toHaveCount(0);
});

test('boxes keep their place in the picture when it is zoomed', async ({ glip }) => {
  await glip.setThreshold(await justBelowBest(glip));
  const place = async () => {
    const [picture, box] = await Promise.all([
      glip.picture.boundingBox(),
      glip.boxes.first().locator('rect').last().boundingBox(),
    ]);
    const scale = picture!.width / firstSample.width;
    return {
      scale,
      x: (box!.x + box!.width / 2 - picture!.x) / scale,
      y: (box!.y + box!.height / 2 - picture!.y) / scale,
    };
  };
  const box = (await glip.boxes.first().getAttribute('data-box'))!.split(',').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const center = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
  const before = await place();
  expect(Math.hypot(before.x - center.x, before.y - center.y)).toBeLessThan(8);
  await glip.page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(glip.page.getByRole('button', { name: 'Show the whole picture' })).toBeVisible();
  expect((await place()).scale).toBeGreaterThan(before.scale * 1.4);
  await glip.page.getByRole('button', { name: 'Show the whole picture' }).click();
  expect((await place()).scale).toBeCloseTo(before.scale, 3);
});

test('what is shown can be saved as a picture and as numbers', async ({ glip }) => {
  const download = async (name: string) => {
    const [file] = await Promise.all([
      glip.page.waitForEvent('download'),
      glip.page.getByRole('button', { name }).click(),
    ]);
    return readFileSync(await file.path());
  };
  const { width, height } = await sharp(await download('Save PNG')).metadata();
  expect([width, height]).toEqual([firstSample.width, firstSample.height]);
  const saved = JSON.parse((await download('Save JSON')).toString()) as {
    phrases: object[];
    boxes: { box: number[]; score: number; start: number; phrase: string }[];
    backend: string;
    model: string;
  };
  expect(saved).toMatchObject({ backend: 'wasm', model: 'glip-micro' });
  expect(saved.phrases).toEqual(
    firstSample.phrases.map(({ start, end }) => ({ text: firstSample.prompt.slice(start, end), start, end })),
  );
  const shown = await glip.shownBoxes();
  expect(saved.boxes.map(({ score }) => score.toFixed(4))).toEqual(shown.map(({ score }) => score.toFixed(4)));
  for (const { phrase, start } of saved.boxes)
    expect(firstSample.prompt.slice(start, start + phrase.length)).toBe(phrase);
});
