import { expect, it, vi } from 'vitest';
import { copyText } from './copyText';

/** Takes promises, as browsers do. */
class Item {
  constructor(readonly data: Record<string, Promise<Blob>>) {
    // A browser handles the rejection of what it was given.
    for (const part of Object.values(data)) void part.catch(() => undefined);
  }
}
const ClipboardItem = Item as unknown as typeof globalThis.ClipboardItem;
const written = async ([item]: ClipboardItems) => (await (item as unknown as Item).data['text/plain']!).text();

it('hands the clipboard the promise of the text before the text is there', async () => {
  let make = (_text: string) => {};
  const text = new Promise<string>((resolve) => (make = resolve));
  const write = vi.fn((items: ClipboardItems) => written(items).then(() => undefined));
  const copied = copyText(text, { clipboard: { write, writeText: vi.fn() }, ClipboardItem });
  expect(write).toHaveBeenCalledOnce();
  make('a link');
  expect(await copied).toBe(true);
  expect(await written(write.mock.calls[0]![0])).toBe('a link');
});

it('writes the text itself where the browser takes no promises', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  expect(
    await copyText(Promise.resolve('a link'), {
      clipboard: { write: () => Promise.reject(new Error('no')), writeText },
      ClipboardItem,
    }),
  ).toBe(true);
  expect(await copyText(Promise.resolve('a link'), { clipboard: { writeText } })).toBe(true);
  expect(writeText.mock.calls).toEqual([['a link'], ['a link']]);
});

it('says that nothing was copied on a page without a clipboard, where copying is refused, and where there is no text', async () => {
  const refusing = { write: () => Promise.reject(new Error('no')), writeText: () => Promise.reject(new Error('no')) };
  expect(await copyText(Promise.resolve('a link'), {})).toBe(false);
  expect(await copyText(Promise.resolve('a link'), { clipboard: refusing, ClipboardItem })).toBe(false);
  const writeText = vi.fn(() => Promise.resolve());
  const write = (items: ClipboardItems) => written(items).then(() => undefined);
  expect(await copyText(Promise.reject(new Error('no link')), { clipboard: { write, writeText }, ClipboardItem })).toBe(
    false,
  );
  expect(writeText).not.toHaveBeenCalled();
});
