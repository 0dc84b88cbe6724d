import { bytesSource } from '../../src/model/checkpoint/tensors/source';
import { readZip } from '../../src/model/checkpoint/torch/zip';
import { cocoOf } from '../support/dataSets';
import { lessonPictures } from '../support/lessonPictures';
import { TINY_PROMPT, tinyCheckpoint, tinyConfig, tinyTokenizer } from '../support/library';
import * as pictures from '../support/pictures';
import {
  expectAlike,
  expectSameBoxes,
  firstSample,
  sampleNamed,
  samplePicture,
  truthOf,
  type Box,
} from '../support/truth';
import { expect, test } from './support/test';

/** What a visitor does, from the first visit to a folder of labels, in engines other than Chromium. */

const picture = '[data-testid="picture"]';
const modelButton = '[data-testid="models-button"]';
const sampleFile = (name: string) => ({
  name: sampleNamed(name).file,
  mimeType: 'image/jpeg',
  buffer: samplePicture(sampleNamed(name)),
});

test('first visit, another prompt, the threshold', async ({ journey, site }) => {
  await journey.open(site.address);
  expectSameBoxes(await journey.boxes(), truthOf(firstSample));
  // Chromium's tests run the builds with threads; here are those without, with relaxed SIMD and with none.
  await journey.shows(
    '[data-testid="backend"]',
    journey.visitor.engine === 'firefox' ? /1 thread, relaxed SIMD/ : /1 thread, SIMD/,
  );
  await journey.retype('prompt', 'blue square. zebra');
  await journey.grounded();
  await journey.count('[data-testid="phrase"]', 2);
  const before = (await journey.boxes()).length;
  await journey.slide('threshold', 0.95);
  await expect.poll(async () => (await journey.boxes()).length).toBeLessThan(Math.max(1, before));
});

test('views open after the first result, and the page loads again', async ({ journey, site }) => {
  await journey.open(`${site.address}?threads=2`);
  await journey.shows(
    '[data-testid="backend"]',
    journey.visitor.engine === 'firefox' ? /2 threads, relaxed SIMD/ : /1 thread, SIMD/,
  );
  // In Firefox everything stood still from here on while the service worker waited for threads that sleep.
  await journey.visitor.evaluate(() => navigator.serviceWorker.ready.then(() => undefined), undefined);
  for (const [view, mark] of [
    ['teach', 'teach-prompt'],
    ['evaluate', 'evaluate-folder'],
    ['label', 'label-folder'],
  ] as const) {
    await journey.click(`view-${view}`);
    await journey.count(`[data-testid="${mark}"]`, 1);
  }
  await journey.open(site.address);
});

test('a photograph that lies on its side is shown upright and grounded', async ({ journey, site }) => {
  await journey.open(site.address);
  const turned = await pictures.turned(firstSample);
  await journey.drop(turned);
  await expect.poll(() => journey.attribute(picture, 'alt')).toBe(turned.name);
  await journey.grounded();
  expect(await journey.attribute(picture, 'data-width')).toBe(String(firstSample.width));
  expectSameBoxes(await journey.boxes(), truthOf(firstSample));
});

test('a link carries the visitor’s own picture', async ({ journey, site }) => {
  await journey.open(site.address);
  await journey.drop(pictures.asJpeg(firstSample, 'my shapes.jpg'));
  await expect.poll(() => journey.attribute(picture, 'alt')).toBe('my shapes.jpg');
  await journey.grounded();
  const boxes = await journey.boxes();
  const threshold = Number(await journey.text('[data-testid="threshold"]'));
  await journey.click('share');
  await journey.shows('[data-testid="share-link"]', /#/);
  const link = (await journey.text('[data-testid="share-link"]'))!;
  await journey.visitor.goto('about:blank');
  await journey.open(link);
  expect(await journey.attribute(picture, 'alt')).toBe('my shapes.jpg');
  const scale = firstSample.width / Number(await journey.attribute(picture, 'data-width'));
  expectAlike(
    (await journey.boxes()).map((box) => ({ ...box, box: box.box.map((value) => value * scale) as unknown as Box })),
    boxes,
    threshold,
  );
});

test('a checkpoint that is dropped is used, and is there after a reload where the browser stores files', async ({
  journey,
  site,
}) => {
  await journey.open(`${site.address}?backend=wasm`);
  const stores = await journey.visitor.evaluate(async () => {
    try {
      await navigator.storage.getDirectory();
      return true;
    } catch {
      return false;
    }
  }, undefined);
  await journey.retype('prompt', TINY_PROMPT);
  await journey.drop(tinyTokenizer(), tinyCheckpoint(), tinyConfig());
  await journey.shows(modelButton, /tiny_checkpoint/);
  await journey.grounded();
  await journey.visitor.goto('about:blank');
  await journey.open(`${site.address}?backend=wasm`);
  await journey.shows(modelButton, stores ? /tiny_checkpoint/ : /glip-micro/);
});

test('the next visit needs no server', async ({ journey, site }) => {
  await journey.open(site.address);
  const boxes = await journey.boxes();
  await journey.visitor.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active!.state !== 'activated') await new Promise((resolve) => active!.addEventListener('statechange', resolve));
  }, undefined);
  await journey.visitor.goto('about:blank');
  await site.server.close();
  await expect(fetch(site.address)).rejects.toThrow();
  await journey.open(site.address);
  expect((await journey.boxes()).map(({ phrase, box }) => ({ phrase, box }))).toEqual(
    boxes.map(({ phrase, box }) => ({ phrase, box })),
  );
});

test('a thing is taught with five boxes', async ({ journey, site }) => {
  const lesson = await lessonPictures();
  await journey.visitor.goto(`${site.address}#teach`);
  await journey.count('[data-testid="teach-prompt"]', 1);
  await journey.retype('teach-prompt', 'zorple');
  await journey.drop(...lesson.map(({ file }) => file));
  await journey.count('[data-testid="teach-picture"]', lesson.length);
  await journey.count('[data-testid="teach-phrase"]', 1);
  for (const [card, lessonPicture] of lesson.entries()) await journey.drawLesson(card, lessonPicture);
  await journey.click('teach');
  await journey.shows('[data-testid="teach-status"]', /^Taught/);
  // The last one was held out.
  for (const card of [0, 4]) await expect.poll(() => journey.lessonIou(card, lesson[card]!)).toBeGreaterThan(0.5);
});

test('a small COCO data set is evaluated', async ({ journey, site }) => {
  const names = ['fruit', 'meadow', 'cars'];
  await journey.visitor.goto(`${site.address}#evaluate`);
  await journey.count('[data-testid="evaluate-folder"]', 1);
  await journey.drop(
    { name: 'instances.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(cocoOf(names))) },
    ...names.map(sampleFile),
  );
  await journey.shows('[data-testid="data-set"]', /3 pictures/);
  await journey.press('Evaluate glip-micro');
  await journey.shows('[data-testid="coco-results"]');
  const ap50 = await journey.visitor.evaluate(
    () =>
      Number(
        document.querySelector<HTMLElement>('[data-value][data-metric="AP50"], [data-metric="AP50"] [data-value]')!
          .dataset.value,
      ),
    undefined,
  );
  expect(ap50).toBeGreaterThan(0.5);
  await journey.keepDownloads();
  await journey.press('Save detections');
  const results = JSON.parse((await journey.download()).bytes.toString()) as unknown[];
  expect(results.length).toBeGreaterThan(3);
});

test('pictures are labelled and exported', async ({ journey, site }) => {
  const names = ['meadow', 'cars'];
  await journey.visitor.goto(`${site.address}#label`);
  await journey.shows('[data-testid="label-kept"], [data-testid="label-visit-only"]');
  await journey.drop(...names.map(sampleFile));
  await journey.count('[data-testid="label-card"]', names.length);
  await journey.retype('label-prompt', 'cat. red car. tree');
  await journey.slide('confidence', 0.25);
  await journey.press('Propose boxes');
  await journey.shows('[data-testid="label-progress"]', /^2 of 2 pictures/);
  await journey.visitor.evaluate(
    () => document.querySelector<HTMLElement>('[data-testid="label-card"]')!.focus(),
    undefined,
  );
  await journey.visitor.type('a');
  await journey.count('[data-testid="label-card"][data-standing="accepted"]', 1);
  await journey.keepDownloads();
  await journey.click('label-export');
  const { name, bytes } = await journey.download();
  expect(name).toMatch(/\.zip$/);
  const zip = await readZip(bytesSource(bytes));
  const entry = zip.get('coco.json')!;
  const coco = JSON.parse(new TextDecoder().decode(await entry.read(0, entry.size))) as {
    images: unknown[];
    annotations: unknown[];
  };
  expect(coco.images).toHaveLength(1);
  expect(coco.annotations.length).toBeGreaterThan(0);
});
