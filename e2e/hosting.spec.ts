import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { buildAnother, DIST } from './support/builds';
import { servePlainly, type PlainServer } from './support/plainServer';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

let server: PlainServer;
test.beforeEach(async () => {
  server = await servePlainly(DIST, '/demo/glip/');
});
test.afterEach(() => server.close());

/** Waits until the page is kept for visits without a network, and this tab is served from there. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });
}

/** Undefined also while another page is on its way. */
const build = (page: Page) => page.evaluate(() => document.documentElement.dataset.build).catch(() => undefined);

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a host without headers, under a sub-path: one thread at first, threads from the second load on, and nobody is interrupted', async ({
    glip,
    page,
  }) => {
    let loads = 0;
    page.on('framenavigated', (frame) => frame === page.mainFrame() && loads++);
    await glip.open(`${server.address}?threads=2`);
    const boxes = await glip.shownBoxes();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await expect(glip.backend).toContainText('1 thread,');
    await kept(page);
    await glip.retype('a red ring');
    expect(loads).toBe(1);

    await glip.open(`${server.address}?threads=2`);
    expect(loads).toBe(2);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await expect(glip.backend).toContainText('2 threads');
    // What was typed is kept from visit to visit.
    await expect(glip.prompt).toHaveValue('a red ring');
    await glip.retype(firstSample.prompt);
    expect(await glip.shownBoxes()).toEqual(boxes);
    // Its other workers start there as well.
    for (const view of ['teach', 'evaluate', 'label']) {
      await page.getByTestId(`view-${view}`).click();
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    }
    await expect(glip.messages).toHaveCount(0);
  });

  test('a file that the host does not give does not spoil the copy', async ({ glip, page }) => {
    server.refused.add('favicon.svg');
    await glip.open(server.address);
    const boxes = await glip.shownBoxes();
    await kept(page);
    await server.close();
    await page.goto('about:blank');
    await glip.open(server.address);
    expect(await glip.shownBoxes()).toEqual(boxes);
  });

  test('after a deploy an open tab goes on with its own files, and the next visit is of the new build, also without a network', async ({
    glip,
    page,
    context,
  }) => {
    await glip.open(server.address);
    await kept(page);
    server.folder = await buildAnother('second');
    // A visit beside the open tab finds the new build, which is then fetched in the background.
    const beside = await context.newPage();
    await beside.goto(server.address);
    await expect(beside.getByTestId('summary')).toHaveAttribute('data-current');
    expect(await build(beside)).toBe('second');
    await beside.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration())!;
      while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    // The server has none of the files that the open tab asks for now.
    for (const [view, heading] of [
      ['teach', /Teach/],
      ['label', /Label/],
    ] as const) {
      await page.getByTestId(`view-${view}`).click();
      await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
    }
    await page.getByTestId('view-ground').click();
    await page.getByTestId('make-scene').click();
    await glip.grounded();
    await expect(glip.messages).toHaveCount(0);
    expect(await build(page)).toBeUndefined();

    await beside.close();
    await page.close();
    const next = await context.newPage();
    await next.goto(server.address);
    await expect(next.getByTestId('summary')).toHaveAttribute('data-current');
    expect(await build(next)).toBe('second');
    await next.evaluate(async () => {
      while ((await caches.keys()).filter((name) => name.startsWith('glip-page-')).length > 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await server.close();
    await next.reload();
    await expect(next.getByTestId('summary')).toHaveAttribute('data-current');
    expect(await build(next)).toBe('second');
  });
});

// Here none: the browser forbids it, or the tab is older than the worker.
test('a view that a deploy has taken away is told of, and reloading keeps text and picture', async ({ glip, page }) => {
  await glip.open(server.address);
  await glip.drop(pictures.asJpeg(firstSample, 'my own.jpg'));
  await glip.shows('my own.jpg');
  await glip.retype('a red ring');
  const boxes = await glip.shownBoxes();
  server.folder = await buildAnother('third');
  await page.getByTestId('view-teach').click();
  const alert = page.getByRole('alert').filter({ hasText: '“Teach” could not be opened' });
  await expect(alert).toBeVisible();
  // Nothing is lost as long as the visitor does not press.
  await page.getByTestId('view-ground').click();
  await expect(glip.prompt).toHaveValue('a red ring');
  await expect(glip.message('page', 'error', /newer version/)).toBeVisible();
  await page.getByTestId('view-teach').click();
  await alert.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => build(page)).toBe('third');
  // The view that was wanted is there, and Ground as it was.
  await expect(page.getByTestId('teach-prompt')).toBeVisible();
  await page.getByTestId('view-ground').click();
  await glip.shows('my own.jpg');
  await expect(glip.prompt).toHaveValue('a red ring');
  // Of the picture itself, not of the copy in the link.
  expect(await glip.shownBoxes()).toEqual(boxes);
});

test('a part of a worker that a deploy has taken away is told of', async ({ glip, page }) => {
  await glip.open(`${server.address}?debug`);
  server.folder = await buildAnother('fourth');
  // The worker starts anew, and its script is gone.
  const gone = readdirSync(path.join(DIST, 'assets')).filter((file) => file.startsWith('grounding.worker'));
  for (const file of gone) server.refused.add(`assets/${file}`);
  await glip.killWorker();
  await expect(glip.message('page', 'error', /newer version/)).toBeVisible();
  await expect(glip.boxes).not.toHaveCount(0);
  server.refused.clear();
  await page
    .getByTestId('message')
    .filter({ hasText: 'newer version' })
    .getByRole('button', { name: 'Reload' })
    .click();
  await expect.poll(() => build(page)).toBe('fourth');
  await glip.grounded();
});
