import type { Occasion } from '../../state/state';

/** All that the page says about the limits of the small models that come with it, in one place. */

export const REASONS: Record<Exclude<Occasion, 'unknown-words'>, string> = {
  photograph: 'This looks like a photograph, and the model in use knows drawn things.',
  'missed-in-photograph':
    'Not everything was found. In photographs this small model finds everyday things that are large enough; small, rare or many things it misses.',
  'nothing-found':
    'Nothing of this was found. It may not be in the picture, or not among the things that this small model knows.',
};

/** @param names that the model has no word for, as they are written. */
export const newNames = (names: readonly string[]) =>
  `${new Intl.ListFormat('en').format(names.map((name) => `“${name}”`))} ${names.length === 1 ? 'is' : 'are'} new to this small model.`;

export const knownNames = (count: number) => `The ${count} names that it knows in photographs`;

/** Offers the small model that was taught photographs. */
export const TAUGHT_PHOTOGRAPHS = 'Use the small model for photographs';

export const CARD = { text: 'What it knows', file: 'card.html' } as const;

/** Stands before the link and after it. */
export const LARGER = {
  before: 'Photographs and the open world are for ',
  text: 'GLIP-T, the official model',
  id: 'glip-t',
  after: ', which this page can get, or read from its file.',
} as const;
