import type { Occasion } from './occasion';

/** All that the page says about the limits of glip-micro, in one place. */

export const REASONS: Record<Exclude<Occasion, 'unknown-words'>, string> = {
  'missed-in-photograph': 'Not everything was found. In photographs glip-micro, the small model of this page, finds everyday things that are large enough; small, rare or many things it misses.',
  'nothing-found': 'Nothing of this was found. It may not be in the picture, or not among the things that glip-micro, the small model of this page, knows.',
};

/** @param names that the model has no word for, as they are written. */
export const newNames = (names: readonly string[]) =>
  `${new Intl.ListFormat('en').format(names.map((name) => `“${name}”`))} ${names.length === 1 ? 'is' : 'are'} new to glip-micro, the small model of this page.`;

export const knownNames = (count: number) => `In photographs it knows ${count} names`;

export const CARD = { text: 'What glip-micro knows', file: 'card.html' } as const;

/** Stands before the link and after it. */
export const LARGER = { before: 'Photographs and the open world are for ', text: 'GLIP-T, the official model', id: 'glip-t', after: ', which this page can get, or read from its file.' } as const;
