import { expect, it } from 'vitest';
import { sortAdded } from './addedFiles';

const file = (path: string, content = '') => ({ path, file: new File([content], path) });

it('results are told from annotations by being lists', async () => {
  const { annotations, results, pictures } = await sortAdded([
    file('a.png'),
    file('val.json', '{"images": []}'),
    file('r.json', '\n [{"image_id": 1}]'),
    file('lines.jsonl', '[]'),
    file('notes.md'),
  ]);
  expect([annotations, results, pictures].map((files) => files.map(({ path }) => path))).toEqual([
    ['val.json', 'lines.jsonl'],
    ['r.json'],
    ['a.png'],
  ]);
});
