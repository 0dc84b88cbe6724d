import { expect, it } from 'vitest';
import { pastedPictures } from './pastedPictures';

const picture = new File(['x'], 'image.png', { type: 'image/png' });
const clipboard = (text: string, files: readonly File[]) =>
  ({ files, getData: (type: string) => (type === 'text/plain' ? text : '') }) as unknown as DataTransfer;

it('cells of a spreadsheet come with a picture of themselves, and are pasted as text', () => {
  expect(pastedPictures(clipboard('cat\tdog', [picture]), true)).toEqual([]);
});

it('a picture alone is a picture wherever it is pasted, and beside text outside of a field too', () => {
  expect(pastedPictures(clipboard('', [picture]), true)).toEqual([picture]);
  expect(pastedPictures(clipboard('alt text', [picture]), false)).toEqual([picture]);
  expect(pastedPictures(clipboard('', [new File(['a'], 'a.txt', { type: 'text/plain' })]), false)).toEqual([]);
  expect(pastedPictures(null, false)).toEqual([]);
});
