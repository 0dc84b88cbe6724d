import { expectAccessible } from './support/accessible';
import { folderOf, picturesOf } from './support/dataSets';
import { expect, test } from './support/test';

test('dragging a zoomed picture with the pointer on a box pins nothing', async ({ glip, page }) => {
  await glip.open();
  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
  const box = glip.boxes.first();
  const { x, y, width, height } = (await box.boundingBox())!;
  const stage = (await page.getByTestId('stage').boundingBox())!;
  const at = {
    x: Math.min(Math.max(x + width / 2, stage.x + 20), stage.x + stage.width - 20),
    y: Math.min(Math.max(y + height / 2, stage.y + 20), stage.y + stage.height - 20),
  };
  const before = (await glip.picture.boundingBox())!;
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x - 12, at.y - 12, { steps: 4 });
  await page.mouse.up();
  const after = (await glip.picture.boundingBox())!;
  expect(Math.abs(after.x - before.x) + Math.abs(after.y - before.y)).toBeGreaterThan(5);
  await expect(page.locator('[data-testid="box"][aria-pressed="true"]')).toHaveCount(0);
  // A click that does not drag still pins.
  await page.mouse.click(at.x - 12, at.y - 12);
  await expect(page.locator('[data-testid="box"][aria-pressed="true"]')).not.toHaveCount(0);
});

test('cells of a spreadsheet are pasted as text, although a picture comes along', async ({ glip }) => {
  await glip.open();
  await glip.prompt.fill('');
  const name = await glip.picture.getAttribute('alt');
  const isPrevented = await glip.prompt.evaluate((field) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', 'cat\tdog');
    transfer.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  });
  expect(isPrevented).toBe(false);
  await expect(glip.picture).toHaveAttribute('alt', name!);
  await expect(glip.messages).toHaveCount(0);
});

test('Escape closes one thing: the models and not the heat map below them', async ({ glip, page }) => {
  await glip.open();
  await page
    .getByRole('button', { name: /^Heat map of/ })
    .first()
    .click();
  await expect(glip.heatMap).toBeVisible();
  await page.getByTestId('models-button').click();
  await expect(page.getByTestId('library')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('library')).toHaveCount(0);
  await expect(glip.heatMap).toBeVisible();
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-outcome')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('share-outcome')).toHaveCount(0);
  await expect(glip.heatMap).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(glip.heatMap).toHaveCount(0);
});

test('a key that is held down decides on one picture, which can be undone', async ({ page }, info) => {
  await page.goto('./#label');
  await page
    .getByTestId('label-folder')
    .setInputFiles(folderOf(info.outputPath('set'), picturesOf(['meadow', 'pond', 'night'])));
  await page.getByTestId('confidence').fill('0.25');
  await page.getByTestId('label-prompt').fill('cat. tree. duck');
  await page.getByRole('button', { name: 'Propose boxes' }).click();
  await expect(page.getByTestId('label-progress')).toHaveText('3 of 3 pictures');
  const standings = () =>
    page
      .getByTestId('label-card')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset['standing']));
  await page.getByTestId('label-card').first().focus();
  // Without an `up` between them the later ones repeat.
  for (let press = 0; press < 5; press++) await page.keyboard.down('r');
  await page.keyboard.up('r');
  expect((await standings()).filter((standing) => standing === 'rejected')).toHaveLength(1);
  await page.keyboard.press('Control+z');
  expect((await standings()).filter((standing) => standing === 'rejected')).toHaveLength(0);
});

test('views have titles of their own, take the focus, and can be reached past the header', async ({ glip, page }) => {
  await glip.open();
  await expect(page).toHaveTitle('GLIP: which phrase is where');
  await page.getByTestId('view-label').click();
  await expect(page).toHaveTitle('Label · GLIP');
  await expect(page.locator('main:visible')).toBeFocused();
  await page.reload();
  await expect(page).toHaveTitle('Label · GLIP');
  await expect(page.getByTestId('label-kept')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the contents' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main:visible')).toBeFocused();
});

test('all shortcuts are shown, and colours are chosen for every visit', async ({ glip, page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await glip.open();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator('body').press('?');
  await expect(page.getByTestId('shortcuts')).toContainText('Undo');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('shortcuts')).toHaveCount(0);
  await page.getByTestId('theme').selectOption('dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
});

for (const [view, ready] of [
  ['teach', 'teach'],
  ['evaluate', 'evaluate-progress'],
  ['label', 'label-progress'],
] as const) {
  test(`${view} opens with an example that is ready to be tried`, async ({ page }) => {
    await page.goto(`./#${view}`);
    await page.getByTestId('example').click();
    if (view === 'evaluate') await page.getByRole('button', { name: /^Evaluate / }).click();
    await expect(page.getByTestId(ready)).toBeVisible();
    if (view === 'teach') await expect(page.getByTestId('teach')).toBeEnabled();
    if (view === 'label') await expect(page.getByTestId('label-progress')).toHaveText('6 of 6 pictures');
    await expect(page.getByTestId('example')).toHaveCount(0);
  });
}
