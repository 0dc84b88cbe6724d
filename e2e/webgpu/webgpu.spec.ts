import { GlipPage, type ShownBox } from '../support/glipPage';
import * as pictures from '../support/pictures';
import { expect, test, watch } from '../support/test';
import { expectAlike, expectSameBoxes, firstSample, truthOf } from '../support/truth';

/** So low that there is something to compare of every phrase. */
const THRESHOLD = 0.2;

/**
 * A software adapter takes a minute for what a GPU does in a moment: the tests go on from where the one before them ended,
 * and leave the sample as soon as they can for a picture that is the smallest to the model.
 */
test.describe.serial('the page on WebGPU', () => {
  let glip: GlipPage;
  let faults: string[];
  let onWasm: ShownBox[];
  let onWebGpu: ShownBox[];
  let shownAtFirst: ShownBox[];
  /** GPU memory after the sample, which is the largest picture here. Bytes. */
  let largest: number;

  test.beforeAll(async ({ browser }) => {
    const page = await browser.newPage();
    faults = watch(page);
    glip = new GlipPage(page);
    await glip.open('?backend=wasm');
    await glip.setThreshold(THRESHOLD);
    onWasm = await glip.shownBoxes();
    await glip.open('?debug&backend=webgpu');
    shownAtFirst = await glip.shownBoxes();
    largest = (await glip.memory()).gpuBytesAllocated;
    await glip.setThreshold(THRESHOLD);
    onWebGpu = await glip.shownBoxes();
  });
  test.afterAll(async () => {
    await glip.page.close();
    expect(faults).toEqual([]);
  });

  test('the boxes are those of wasm', async () => {
    await expect(glip.backend).toHaveAttribute('data-backend', 'webgpu');
    expectAlike(onWebGpu, onWasm, THRESHOLD);
    for (const [i, { score }] of onWasm.entries()) expect(Math.abs(onWebGpu[i]!.score - score)).toBeLessThan(0.005);
  });

  test('ten runs leave neither tensors nor GPU memory behind', async () => {
    await glip.choose(await pictures.ofSize(380, 20));
    await glip.shows('380x20.png');
    for (const text of ['red ring', 'blue star', 'red ring']) await glip.retype(text);
    const before = await glip.memory();
    expect(before.gpuBytes).toBeGreaterThan(0);
    for (let run = 0; run < 10; run++) await glip.retype(run % 2 ? 'red ring' : 'blue star');
    const after = await glip.memory();
    expect(after.tensors).toBe(before.tensors);
    expect(after.gpuBytes).toBe(before.gpuBytes);
    // What is free is kept for the next run, but the heap of it must not grow with the runs.
    expect(after.gpuBytesAllocated).toBeLessThanOrEqual(before.gpuBytesAllocated * 1.05);
  });

  test('pictures of all sizes leave no more GPU memory allocated than the largest needs', async () => {
    const show = async (width: number, height: number) => {
      await glip.choose(await pictures.ofSize(width, height));
      await glip.shows(`${width}x${height}.png`);
      return (await glip.memory()).gpuBytesAllocated;
    };
    const alone = await show(380, 21);
    for (const [width, height] of [
      [21, 380],
      [380, 60],
      [60, 380],
    ] as const)
      expect(await show(width, height)).toBeLessThan(largest);
    // The same size to the model as the first one; what was kept of the picture before, its features, goes with the next run.
    expect(await show(380, 22)).toBeLessThan(alone * 1.02);
  });

  test('a device that is lost is replaced', async () => {
    await glip.destroyDevice();
    await expect(glip.message('model', 'info', /running again/)).toBeVisible();
    await expect(glip.backend).toHaveAttribute('data-backend', 'webgpu');
    await glip.retype('blue star');
  });

  test('when the device is lost again, the page goes on with wasm', async () => {
    await glip.destroyDevice();
    await expect(glip.message('model', 'info', /now runs on the main processor/)).toBeVisible();
    await expect(glip.backend).toHaveAttribute('data-backend', 'wasm');
    await glip.openSample(firstSample.name);
    expectAlike(await glip.shownBoxes(), onWasm, THRESHOLD);
  });

  test('the boxes on WebGPU were those of the scene', () => {
    expectSameBoxes(shownAtFirst, truthOf(firstSample));
  });
});
