import type { Locator, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScrolling } from './support/accessible';
import * as pictures from './support/pictures';
import { expect, test } from './support/test';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing serious, with a result and with messages', async ({ glip, page }) => {
      await glip.open();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Web address' }).click();
      await glip.drop(pictures.notAPicture);
      await expect(glip.messages).toBeVisible();
      await page.getByTestId('details').locator('summary').click();
      await expect(page.getByTestId('timings')).toBeVisible();
      await glip
        .phrase(0)
        .getByRole('button', { name: /^Heat map/ })
        .click();
      await expect(glip.heatMap).toHaveAttribute('data-ready');
      await expectAccessible(page);
    });
  });
}

test.describe('phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('axe finds nothing serious, and nothing scrolls sideways', async ({ glip, page }) => {
    await glip.open();
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await glip.retype('an extraordinarilylongwordthathasnospaceinitandwouldnotfitintoanyphone. red ring');
    await glip.drop(pictures.notAPicture);
    await expect(glip.messages).toBeVisible();
    await expectNoSidewaysScrolling(page);
  });
});

/** Presses Tab until the element has the focus, and looks whether that can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const visible = await target.evaluate((element) => element.matches(':focus-visible'));
      expect(visible, 'the focus can be seen').toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('The keyboard does not get there.');
}

test('everything can be done with the keyboard alone', async ({ glip, page }) => {
  await glip.open();
  await tabTo(page, glip.prompt);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('red balloon. blue star');
  await expect(glip.phrases).toHaveText([/red balloon/, /blue star/]);
  await glip.grounded();

  await tabTo(page, glip.phrase(1).getByRole('button', { name: /^blue star/ }));
  await page.keyboard.press('Enter');
  await expect(glip.phrase(1)).toHaveAttribute('data-active');
  await page.keyboard.press('Enter');

  const eye = glip.phrase(1).getByRole('button', { name: /^Show / });
  await tabTo(page, eye);
  await page.keyboard.press('Space');
  await expect(glip.phrase(1)).toHaveAttribute('data-status', 'hidden');
  await page.keyboard.press('Space');
  await expect(glip.phrase(1)).not.toHaveAttribute('data-status', 'hidden');

  await tabTo(page, glip.threshold);
  await page.keyboard.press('Home');
  await expect(glip.threshold).toHaveValue('0');
  const all = await glip.boxes.count();
  expect(all).toBeGreaterThan(0);
  await page.keyboard.press('End');
  await expect(glip.boxes).toHaveCount(0);
  await page.keyboard.press('Home');

  const box = glip.boxes.first();
  await tabTo(page, box);
  await page.keyboard.press('Enter');
  await expect(box).toHaveAttribute('aria-pressed', 'true');

  const sample = page.locator('[data-sample="fruit"]');
  await tabTo(page, sample);
  await page.keyboard.press('Enter');
  await expect(sample).toHaveAttribute('aria-pressed', 'true');
  await glip.grounded();

  await tabTo(page, page.getByTestId('share'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('share-link')).toBeVisible();
});
