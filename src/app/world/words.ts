import type { Occasion } from './occasion';

/** All that the page says about the limits of glip-micro, in one place. */

export const REASONS: Record<Occasion, string> = {
  photograph: 'This looks like a photograph. glip-micro, the small model of this page, only knows drawn things: what it shows here may be far off.',
  'unknown-words': 'Most of these words are new to glip-micro, the small model of this page: it only knows everyday names of drawn things.',
  'nothing-found': 'Nothing of this was found. It may not be in the picture, or not in the small world of drawn things that glip-micro knows.',
};

export const CARD = { text: 'What glip-micro knows', file: 'card.html' } as const;

/** Stands before the link and after it. */
export const LARGER = { before: 'Photographs and the open world are for ', text: 'GLIP-T, the official model', id: 'glip-t', after: ', which this page can get, or read from its file.' } as const;
