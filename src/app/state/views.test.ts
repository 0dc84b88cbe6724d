import { expect, it } from 'vitest';
import { viewOf } from './views';

it('a fragment names a view; whatever else there is belongs to Ground', () => {
  expect(['#label', '#teach', '#evaluate', '#ground', '', '#', '#v=1&model=label', '#Label'].map(viewOf)).toEqual([
    'label',
    'teach',
    'evaluate',
    'ground',
    'ground',
    'ground',
    'ground',
    'ground',
  ]);
});
