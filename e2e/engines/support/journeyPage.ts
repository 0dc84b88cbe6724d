import { expect } from '@playwright/test';
import { boxIou } from '../../../src/model/postprocess/boxIou';
import type { BroughtFile, ShownBox } from '../../support/glipPage';
import type { LessonPicture } from '../../support/lessonPictures';
import type { Visitor } from './visitor';

const PATIENCE = { timeout: 60_000 };

const testId = (name: string) => `[data-testid="${name}"]`;

/** The page through a visitor of whichever engine: the little that the journeys do and read. */
export class JourneyPage {
  constructor(readonly visitor: Visitor) {}

  async open(address: string): Promise<void> {
    await this.visitor.goto(address);
    await this.grounded();
  }

  /** Waits until the result answers picture and text as they stand. */
  async grounded(): Promise<void> {
    await this.shows(`${testId('summary')}[data-current]`);
  }

  /** Waits until something matches the selector and its text the pattern. */
  async shows(selector: string, text = /(?:)/): Promise<void> {
    await expect.poll(() => this.text(selector), { message: selector, ...PATIENCE }).toMatch(text);
  }

  async count(selector: string, count: number): Promise<void> {
    await expect
      .poll(() => this.visitor.evaluate((selector) => document.querySelectorAll(selector).length, selector), {
        message: selector,
        ...PATIENCE,
      })
      .toBe(count);
  }

  /** What a field holds, or the text of what is none; nothing where nothing matches. */
  text(selector: string): Promise<string | null> {
    return this.visitor.evaluate((selector) => {
      const element = document.querySelector<HTMLInputElement>(selector);
      return element && (/^(input|textarea|output)$/i.test(element.tagName) ? element.value : element.textContent);
    }, selector);
  }

  attribute(selector: string, name: string): Promise<string | null> {
    return this.visitor.evaluate(([selector, name]) => document.querySelector(selector)?.getAttribute(name) ?? null, [
      selector,
      name,
    ] as const);
  }

  click(name: string): Promise<void> {
    return this.visitor.click(testId(name));
  }

  /** Presses the first button whose text begins so, as soon as it can be pressed. */
  async press(text: string): Promise<void> {
    const mark = (text: string) => {
      const button = [...document.querySelectorAll('button')].find(
        (button) => !button.disabled && button.textContent.trim().startsWith(text),
      );
      for (const other of document.querySelectorAll('[data-journey]')) other.removeAttribute('data-journey');
      button?.setAttribute('data-journey', '');
      return button !== undefined;
    };
    await expect
      .poll(() => this.visitor.evaluate(mark, text), { message: `a button “${text}”`, ...PATIENCE })
      .toBe(true);
    await this.visitor.click('[data-journey]');
  }

  /** Replaces what a text field holds, key by key. */
  async retype(name: string, text: string): Promise<void> {
    await this.visitor.click(testId(name));
    await this.visitor.press('Control+A');
    await this.visitor.type(text);
    await this.shows(testId(name), new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  }

  /** Sets a slider. */
  slide(name: string, value: number): Promise<void> {
    return this.visitor.evaluate(
      ([selector, value]) => {
        const slider = document.querySelector<HTMLInputElement>(selector)!;
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(slider, value);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      },
      [testId(name), String(value)] as const,
    );
  }

  /** Drops files onto the page. */
  drop(...files: readonly BroughtFile[]): Promise<void> {
    return this.visitor.evaluate(
      (files) => {
        const dataTransfer = new DataTransfer();
        for (const { name, type, base64 } of files)
          dataTransfer.items.add(
            new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }),
          );
        for (const kind of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
      },
      files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, base64: buffer.toString('base64') })),
    );
  }

  /** The boxes that are drawn in Ground. */
  async boxes(): Promise<ShownBox[]> {
    const shown = await this.visitor.evaluate(
      (selector) =>
        [...document.querySelectorAll<SVGElement>(selector)].map((mark) => ({
          ...mark.dataset,
          faded: mark.hasAttribute('data-faded'),
        })) as unknown as Record<string, string>[],
      testId('box'),
    );
    return shown.map(
      ({ phrase, box, score, faded }) =>
        ({
          phrase: Number(phrase),
          box: box!.split(',').map(Number),
          score: Number(score),
          faded,
        }) as unknown as ShownBox,
    );
  }

  /** Draws a box in a picture of Teach. */
  async drawLesson(card: number, { box: [x0, y0, x1, y1], width }: LessonPicture): Promise<void> {
    const look = () =>
      this.visitor.evaluate(
        ([selector, card]) => {
          const surface = document.querySelectorAll(selector)[card]!;
          surface.scrollIntoView({ block: 'center' });
          const { left, top, width } = surface.getBoundingClientRect();
          return { left, top, width };
        },
        [testId('teach-surface'), card] as const,
      );
    // Pictures that arrive move those below them.
    let place = await look();
    await expect
      .poll(async () => {
        const before = place;
        place = await look();
        return place.left === before.left && place.top === before.top;
      })
      .toBe(true);
    const scale = place.width / width;
    await this.visitor.drag(
      { x: place.left + x0 * scale, y: place.top + y0 * scale },
      { x: place.left + x1 * scale, y: place.top + y1 * scale },
    );
    await this.count(testId('teach-mark'), card + 1);
  }

  /** How well the best box shown in a picture of Teach fits the true one. */
  async lessonIou(card: number, { box }: LessonPicture): Promise<number> {
    const shown = await this.visitor.evaluate(
      ([cards, marks, card]) =>
        [...document.querySelectorAll(cards)[card]!.querySelectorAll<HTMLElement>(marks)].map(
          ({ dataset: { box, score } }) => ({ box: box!, score: Number(score) }),
        ),
      [testId('teach-picture'), testId('teach-shown'), card] as const,
    );
    const best = shown.sort((a, b) => b.score - a.score)[0];
    return best ? boxIou(best.box.split(',').map(Number) as unknown as ShownBox['box'], box) : 0;
  }

  /** What the page saves from now on, instead of the browser's own downloads, which not every driver tells of. */
  keepDownloads(): Promise<void> {
    return this.visitor.evaluate(() => {
      const kept: { name: string; url: string }[] = [];
      Object.assign(window, { journeyDownloads: kept });
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        kept.push({ name: this.download, url: this.href });
      };
    }, undefined);
  }

  /** The next file that the page saves. */
  async download(): Promise<{ name: string; bytes: Buffer }> {
    const waiting = () =>
      this.visitor.evaluate(
        () => (window as unknown as { journeyDownloads: unknown[] }).journeyDownloads.length,
        undefined,
      );
    await expect.poll(waiting, PATIENCE).toBeGreaterThan(0);
    const { name, base64 } = await this.visitor.evaluate(async () => {
      const { name, url } = (
        window as unknown as { journeyDownloads: { name: string; url: string }[] }
      ).journeyDownloads.shift()!;
      const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
      return { name, base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
    }, undefined);
    return { name, bytes: Buffer.from(base64, 'base64') };
  }
}
