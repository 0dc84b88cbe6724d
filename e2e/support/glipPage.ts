import { expect, type Locator, type Page } from '@playwright/test';
import type { MemoryInfo } from '../../src/workers/messages/grounding';
import type { Box } from './truth';

export interface ShownBox {
  readonly phrase: number;
  readonly box: Box;
  readonly score: number;
  readonly faded: boolean;
}

export interface BroughtFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** What `?debug` puts on the page's window. */
interface Hooks {
  memory(): Promise<MemoryInfo>;
  killWorker(): void;
  destroyDevice(): Promise<void>;
}
declare global {
  interface Window {
    __glip: Hooks;
  }
}

/** The page as a visitor sees it: what can be done with it, and what can be read off it. */
export class GlipPage {
  readonly prompt: Locator;
  readonly summary: Locator;
  readonly phrases: Locator;
  readonly boxes: Locator;
  readonly picture: Locator;
  readonly messages: Locator;
  readonly threshold: Locator;
  readonly backend: Locator;
  readonly heatMap: Locator;

  constructor(readonly page: Page) {
    this.prompt = page.getByTestId('prompt');
    this.summary = page.getByTestId('summary');
    this.phrases = page.getByTestId('phrase');
    this.boxes = page.getByTestId('box');
    this.picture = page.getByTestId('picture');
    this.messages = page.getByTestId('message');
    this.threshold = page.getByTestId('threshold');
    this.backend = page.getByTestId('backend');
    this.heatMap = page.getByTestId('heatmap');
  }

  /** Opens the page and waits for the first result. @param query e.g. `?backend=wasm`, or a whole link. */
  async open(query = ''): Promise<void> {
    await this.page.goto(query || './');
    await this.grounded();
  }

  /** Waits until the result answers picture and text as they stand. */
  async grounded(): Promise<void> {
    await expect(this.summary).toHaveAttribute('data-current');
  }

  /** Another text, and its result. */
  async retype(text: string): Promise<void> {
    await this.prompt.fill(text);
    await this.grounded();
  }

  async openSample(name: string): Promise<void> {
    const sample = this.page.locator(`[data-testid="sample"][data-sample="${name}"]`);
    await sample.click();
    await expect(sample).toHaveAttribute('aria-pressed', 'true');
    await this.grounded();
  }

  async choose(file: BroughtFile): Promise<void> {
    await this.page.getByTestId('file').setInputFiles(file);
  }

  async drop(...files: BroughtFile[]): Promise<void> {
    const dataTransfer = await this.transfer(files);
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer });
  }

  async paste(file: BroughtFile): Promise<void> {
    const transfer = await this.transfer([file]);
    await transfer.evaluate((clipboardData) => {
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      // Firefox leaves what the constructor is given aside.
      Object.defineProperty(event, 'clipboardData', { value: clipboardData });
      window.dispatchEvent(event);
    });
  }

  private transfer(files: readonly BroughtFile[]) {
    return this.page.evaluateHandle(
      (files) => {
        const transfer = new DataTransfer();
        for (const { name, type, base64 } of files)
          transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type }));
        return transfer;
      },
      files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, base64: buffer.toString('base64') })),
    );
  }

  /** Waits until this picture is the one that is shown. */
  async shows(name: string | RegExp): Promise<void> {
    await expect(this.picture).toHaveAttribute('alt', name);
    await this.grounded();
  }

  /** A message of one kind of trouble. */
  message(topic: string, tone: 'error' | 'info', text: RegExp): Locator {
    return this.page
      .locator(`[data-testid="message"][data-topic="${topic}"][data-tone="${tone}"]`)
      .filter({ hasText: text });
  }

  /** The boxes that are drawn, best first. */
  async shownBoxes(): Promise<ShownBox[]> {
    const shown = await this.boxes.evaluateAll((marks) =>
      marks.map((mark) => {
        const { box, phrase, score } = (mark as SVGElement).dataset;
        return {
          phrase: Number(phrase),
          box: box!.split(',').map(Number),
          score: Number(score),
          faded: mark.hasAttribute('data-faded'),
        };
      }),
    );
    return (shown as unknown as ShownBox[]).sort((a, b) => b.score - a.score);
  }

  /** Moves the slider. */
  async setThreshold(value: number): Promise<void> {
    await this.threshold.fill(String(value));
  }

  /** Moves the pointer onto something, whatever lies above it. */
  async pointAt(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const box = (await target.boundingBox())!;
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  }

  /** A phrase behind the letters of the text field, and a word of it. */
  mark(phrase: number): Locator {
    return this.page.locator(`mark[data-phrase="${phrase}"]`);
  }

  phrase(index: number): Locator {
    return this.page.locator(`[data-testid="phrase"][data-phrase="${index}"]`);
  }

  /** Colour of a pixel of the picture as it is shown, in its own pixels. */
  pixel(x: number, y: number): Promise<number[]> {
    return this.picture.evaluate(
      async (image: HTMLImageElement, [x, y]) => {
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        return [...context.getImageData(x, y, 1, 1).data];
      },
      [x, y] as const,
    );
  }

  memory(): Promise<MemoryInfo> {
    return this.page.evaluate(() => window.__glip.memory());
  }

  killWorker(): Promise<void> {
    return this.page.evaluate(() => window.__glip.killWorker());
  }

  /** Kills the worker as soon as the page shows this, which may be gone again before a test sees it. */
  killWorkerAt(testId: string): Promise<void> {
    return this.page.evaluate(
      (testId) =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!document.querySelector(`[data-testid="${testId}"]`)) return;
            observer.disconnect();
            window.__glip.killWorker();
            resolve();
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
      testId,
    );
  }

  destroyDevice(): Promise<void> {
    return this.page.evaluate(() => window.__glip.destroyDevice());
  }
}
