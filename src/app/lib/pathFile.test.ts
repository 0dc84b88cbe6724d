import { expect, it } from 'vitest';
import { droppedFiles } from './pathFile';

const fileNamed = (name: string) => new File(['x'], name);

const item = (file: File | null, entry: object | null) => ({
  kind: 'file',
  webkitGetAsEntry: () => entry,
  getAsFile: () => file,
});
const transfer = (...items: object[]) => ({ items, files: [] }) as unknown as DataTransfer;

/** A folder whose reader gives what is in it in two portions, as Chromium does with more than a hundred. */
function folder(name: string, path: string, ...content: object[]): object {
  const portions = [content.slice(0, 1), content.slice(1), []];
  return {
    name,
    fullPath: path,
    isDirectory: true,
    createReader: () => ({ readEntries: (resolve: (entries: object[]) => void) => resolve(portions.shift() ?? []) }),
  };
}
const fileEntry = (path: string) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    name,
    fullPath: path,
    isDirectory: false,
    file: (resolve: (file: File) => void) => resolve(fileNamed(name)),
  };
};
const unreadable = (name: string) => ({
  name,
  fullPath: `/${name}`,
  isDirectory: false,
  file: (_: unknown, reject: (error: Error) => void) => reject(new Error('EncodingError')),
});

it('walks through folders, with paths, and leaves hidden files aside', async () => {
  const dropped = folder(
    'set',
    '/set',
    fileEntry('/set/a.jpg'),
    fileEntry('/set/.DS_Store'),
    folder('deep', '/set/deep', fileEntry('/set/deep/b.jpg')),
  );
  const found = await droppedFiles(
    transfer(item(fileNamed('set'), dropped), item(fileNamed('.hidden'), fileEntry('/.hidden'))),
  );
  expect(found.map(({ path }) => path)).toEqual(['set/a.jpg', 'set/deep/b.jpg']);
});

it('takes single files as they are, whether or not the engine can read them by an entry', async () => {
  const found = await droppedFiles(
    transfer(item(fileNamed('a.jpg'), unreadable('a.jpg')), item(fileNamed('b.json'), null)),
  );
  expect(found.map(({ path }) => path)).toEqual(['a.jpg', 'b.json']);
});
