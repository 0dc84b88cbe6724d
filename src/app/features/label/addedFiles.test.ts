import { expect, it } from 'vitest';
import { sortAdded } from './addedFiles';

const file = (path: string, content = '') => ({ path, file: new File([content], path) });

it('pictures find their captions in lines, tables and texts beside them, whenever those come', async () => {
  const { pictures, annotations, captions, unused } = await sortAdded(
    [
      file('set/a.jpg'),
      file('set/b.png'),
      file('set/a.txt', ' a cat \n'),
      file('set/notes.txt', 'nothing'),
      file('captions.jsonl', '{"image": "b.png", "caption": "two dogs"}\n{"image": "gone.png", "caption": "?"}'),
      file('more.csv', 'image,caption\nold.jpg,"a red car, parked"'),
      file('instances.json'),
    ],
    ['before/old.jpg'],
  );
  expect(pictures.map(({ path }) => path)).toEqual(['set/a.jpg', 'set/b.png']);
  expect(annotations.map(({ path }) => path)).toEqual(['instances.json']);
  expect(Object.fromEntries(captions)).toEqual({
    'set/a.jpg': 'a cat',
    'set/b.png': 'two dogs',
    'before/old.jpg': 'a red car, parked',
  });
  expect(unused).toBe(2);
});

it('a file of captions that cannot be read says where', async () => {
  await expect(sortAdded([file('c.jsonl', '{')], [])).rejects.toThrow(/^c\.jsonl, line 1: the line must be JSON\.$/);
});
