import { expect, test } from './support/test';
import { firstSample, samples } from './support/truth';

test('another text is coloured and grounded by itself', async ({ glip }) => {
  await glip.open();
  await glip.retype('a red ring and a blue star');
  await expect(glip.phrases).toHaveText([/red ring/, /blue star/]);
  await expect(glip.mark(0)).toHaveText(/red ring/);
  await expect(glip.mark(1)).toHaveText(/blue star/);
  expect((await glip.shownBoxes()).every(({ phrase }) => phrase < 2)).toBe(true);
});

test('a list is taken item by item', async ({ glip }) => {
  await glip.open();
  await glip.retype('circle. star; triangle\nring, peach');
  await expect(glip.phrases).toHaveText([/circle/, /star/, /triangle/, /ring/, /peach/]);
});

test('however quickly one types, the last text wins', async ({ glip }) => {
  await glip.open();
  // Pauses shorter and longer than the one after which a run starts, and runs that are overtaken on the way.
  for (const [text, pause] of [
    ['orange circle', 350],
    ['blue star', 100],
    ['green triangle', 450],
    ['red ring', 320],
    ['cat. dog. green triangle. red ring', 0],
  ] as const) {
    await glip.prompt.fill(text);
    await glip.page.waitForTimeout(pause);
  }
  await glip.grounded();
  const settled = await glip.summary.textContent();
  expect(settled).toMatch(/^4 phrases/);
  await glip.page.waitForTimeout(1500);
  await expect(glip.summary).toHaveText(settled!);
  await expect(glip.phrases).toHaveText([/cat/, /dog/, /green triangle/, /red ring/]);
  await expect(glip.messages).toHaveCount(0);
});

test('a picture that is changed while another is grounded: the last one wins', async ({ glip }) => {
  await glip.open();
  const sample = (name: string) => glip.page.locator(`[data-sample="${name}"]`);
  for (const name of ['meadow', 'cars', 'band', 'fruit']) await sample(name).click();
  await expect(sample('fruit')).toHaveAttribute('aria-pressed', 'true');
  const fruit = samples.find(({ name }) => name === 'fruit')!;
  await expect(glip.prompt).toHaveValue(fruit.prompt);
  await glip.grounded();
  await glip.page.waitForTimeout(1500);
  await expect(sample('fruit')).toHaveAttribute('aria-pressed', 'true');
  await expect(glip.summary).toHaveText(new RegExp(`^${fruit.phrases.length} phrases`));
});

test('an empty text and a text without phrases are told apart, and nothing is lost', async ({ glip }) => {
  await glip.open();
  const before = await glip.shownBoxes();
  await glip.prompt.fill('   ');
  await expect(glip.summary).toHaveText(/The text is empty/);
  await expect(glip.boxes).toHaveCount(0);
  await glip.prompt.fill('and then of the');
  await expect(glip.summary).toHaveText(/no phrase in this text/);
  await expect(glip.picture).toHaveAttribute('alt', firstSample.title);
  await glip.retype(firstSample.prompt);
  expect(await glip.shownBoxes()).toEqual(before);
});

test('words that the visitor selects become a phrase, and can be released', async ({ glip }) => {
  await glip.open();
  await glip.prompt.fill('and then of the');
  await expect(glip.summary).toHaveText(/no phrase in this text/);
  await glip.prompt.evaluate((field: HTMLTextAreaElement) => {
    field.focus();
    field.setSelectionRange(4, 8);
  });
  await glip.page.getByTestId('ground-span').click();
  await expect(glip.phrases).toHaveText([/then/]);
  await glip.grounded();
  await expect(glip.mark(0)).toHaveText('then');
  await glip.page.getByRole('button', { name: 'Remove your phrase “then”' }).click();
  await expect(glip.summary).toHaveText(/no phrase in this text/);
});

test('a caption that is too long is cut at a word, visibly', async ({ glip }) => {
  await glip.open();
  const sentence = 'A red ring lies beside a blue star and an orange circle near a green triangle. ';
  await glip.retype(sentence.repeat(8));
  await expect(glip.message('prompt', 'info', /longer than the \d+ tokens the model reads/)).toBeVisible();
  await expect(glip.page.locator('[data-cut]').first()).toBeAttached();
  const unread = await glip.page.locator('[data-cut]').allTextContents();
  expect(sentence.repeat(8).endsWith(unread.join('').replace('\u200b', ''))).toBe(true);
});

test('a list that is too long is read in parts, and that is said', async ({ glip }) => {
  await glip.open();
  const things = ['ring', 'star', 'circle', 'triangle', 'cat', 'dog', 'tree', 'car', 'house', 'apple'];
  const list = Array.from(
    { length: 60 },
    (_, i) => `${['red', 'blue', 'green', 'yellow', 'orange', 'purple'][Math.floor(i / 10)]} ${things[i % 10]}`,
  );
  await glip.retype(list.join('. '));
  await expect(glip.message('prompt', 'info', /was read in \d+ parts/)).toBeVisible();
  await expect(glip.phrases).toHaveCount(60);
});
