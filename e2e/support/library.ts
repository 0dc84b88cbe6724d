import { expect, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { tokenizerOf, tinyWords } from '../../tests/support/smallTokenizer';
import { CONFIG_JSON } from '../../tests/support/tinyModel';
import type { BroughtFile } from './glipPage';

/** Fixture of a checkpoint that PyTorch wrote: the golden model `tiny`, in half precision. */
export const TINY_FILE = 'tiny_checkpoint_fp16.pth';
/** What the page calls a model from that file. */
export const TINY_ID = 'file-tiny-checkpoint-fp16';

const file = (name: string, mimeType: string, buffer: Buffer): BroughtFile => ({ name, mimeType, buffer });

// Browsers do not know the type of a checkpoint.
export const weightsFile = (name: string, buffer: Buffer) => file(name, '', buffer);

export const tinyCheckpoint = (name = TINY_FILE) =>
  weightsFile(name, readFileSync(new URL(`../../tests/fixtures/checkpoints/${TINY_FILE}`, import.meta.url)));

/** The tiny model's sizes are of no released one. */
export const tinyConfig = () => file('config.json', 'application/json', Buffer.from(CONFIG_JSON));

export const tinyTokenizer = () =>
  file('tokenizer.json', 'application/json', Buffer.from(JSON.stringify(tokenizerOf(tinyWords).json)));

/** A list that the tiny model has the words for. */
export const TINY_PROMPT = 'red cat. dog. word7';

/** The library of models as a visitor sees it. */
export class LibraryPage {
  readonly dialog: Locator;
  readonly button: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByTestId('library');
    this.button = page.getByTestId('models-button');
  }

  async open(): Promise<void> {
    await this.button.click();
    await expect(this.dialog).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.dialog).toHaveCount(0);
  }

  card(id: string): Locator {
    return this.dialog.locator(`[data-model="${id}"]`);
  }

  async stands(id: string, standing: string): Promise<void> {
    await expect(this.card(id)).toHaveAttribute('data-standing', standing);
  }

  /** What is told about models, in the page or in the open library. */
  told(text: RegExp): Locator {
    return this.page
      .locator('[data-testid="library-message"], [data-topic="library"], [data-topic="model"]')
      .filter({ hasText: text });
  }

  /** Models in the browser's private file system, whatever the page says. */
  foldersOnDisk(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('glip');
      const names: string[] = [];
      for await (const name of (await root.getDirectoryHandle('models')).keys()) names.push(name);
      return names;
    });
  }

  /** Another program, or the browser itself, clears the stored models away. */
  loseFromDisk(): Promise<void> {
    return this.page.evaluate(async () => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('glip');
      await root.removeEntry('models', { recursive: true });
    });
  }
}

/** The page's own server is all there is. @returns whatever was asked of others, as it grows. */
export async function cutOff(page: Page): Promise<string[]> {
  const asked: string[] = [];
  const { origin } = new URL(page.url());
  await page.context().route(
    (url) => url.protocol.startsWith('http') && url.origin !== origin,
    async (route) => {
      asked.push(route.request().url());
      await route.abort('internetdisconnected');
    },
  );
  return asked;
}
