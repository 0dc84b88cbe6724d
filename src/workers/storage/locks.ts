import { GlipError } from '../../model';

/** Keeps tabs and workers of the page apart that use the same files. */
export interface Locks {
  /** One holder at a time. @throws GlipError `model-busy` if somebody else holds it, instead of waiting. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Any number of holders, and no exclusive one; waits for its turn. */
  shared<T>(name: string, work: () => Promise<T>): Promise<T>;
  isHeld(name: string): Promise<boolean>;
}

const PREFIX = 'glip/';

export const webLocks: Locks = {
  exclusive: (name, work) =>
    navigator.locks.request(PREFIX + name, { ifAvailable: true }, (lock) => {
      if (!lock) throw busy();
      return work();
    }),
  shared: (name, work) => navigator.locks.request(PREFIX + name, { mode: 'shared' }, work),
  isHeld: async (name) => {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === PREFIX + name);
  },
};

export const busy = () =>
  new GlipError(
    'model-busy',
    'Another tab of this page, or another part of this one, is at work on this model. Please wait until it is done.',
  );

/** Held by whoever gets or writes a model, from beginning to end. */
export const adding = (id: string) => `add/${id}`;
/** Held, together with others, by whoever reads a model's files; exclusively by whoever removes them. */
export const files = (id: string) => `files/${id}`;
