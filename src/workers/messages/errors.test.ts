import { expose, wrap } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { GlipError } from '../../model/errors';
import { installErrorTransfer, isAbort, Superseded } from './errors';

installErrorTransfer();
installErrorTransfer(); // the page may make more than one client

let close = () => {};
afterEach(() => close());

/** What arrives on the other side of a message port when `thrown` is thrown on this one. */
async function acrossPort(thrown: unknown): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  close = () => port1.close();
  const api = { fail: (): Promise<string> => Promise.reject(thrown as Error) };
  expose(api, port1);
  return wrap<typeof api>(port2)
    .fail()
    .then(
      () => 'nothing was thrown',
      (error: unknown) => error,
    );
}

describe('errors over a message port', () => {
  it('keep class, code, message, stack and cause of a GlipError', async () => {
    const cause = new GlipError('backend', 'inner', { cause: new RangeError('innermost') });
    const error = new GlipError('weights-fetch', 'outer', { cause });
    const arrived = (await acrossPort(error)) as GlipError;
    expect(arrived).toBeInstanceOf(GlipError);
    expect(arrived).not.toBe(error);
    expect(arrived).toMatchObject({ code: 'weights-fetch', message: 'outer', stack: error.stack });
    expect(arrived.cause).toBeInstanceOf(GlipError);
    expect(arrived.cause).toMatchObject({ code: 'backend', message: 'inner' });
    expect((arrived.cause as Error).cause).toMatchObject({ name: 'RangeError', message: 'innermost' });
  });

  it('keep an AbortError an AbortError', async () => {
    const arrived = await acrossPort(new Superseded());
    expect(arrived).toBeInstanceOf(DOMException);
    expect(isAbort(arrived)).toBe(true);
    expect(isAbort(new GlipError('internal', 'AbortError'))).toBe(false);
  });

  it('keep the name of any other error, and a thrown value as text', async () => {
    expect(await acrossPort(new TypeError('odd'))).toMatchObject({ name: 'TypeError', message: 'odd' });
    expect(await acrossPort('just text')).toBe('just text');
  });

  it.each([
    'Failed to fetch dynamically imported module: https://example.org/a.js',
    'error loading dynamically imported module: https://example.org/a.js',
    'Importing a module script failed.',
  ])('say of a module that did not come that a part of the page is missing: %s', async (message) => {
    const arrived = await acrossPort(new TypeError(message));
    expect(arrived).toBeInstanceOf(GlipError);
    expect(arrived).toMatchObject({
      code: 'script',
      message: expect.stringMatching(/could not be loaded/) as unknown,
      cause: { name: 'TypeError', message },
    });
  });

  it('survive a circle of causes', async () => {
    const error = new Error('a');
    error.cause = error;
    expect(await acrossPort(error)).toMatchObject({ message: 'a' });
  });

  it('leave answers alone', async () => {
    const { port1, port2 } = new MessageChannel();
    close = () => port1.close();
    const api = { twice: (n: number) => 2 * n };
    expose(api, port1);
    expect(await wrap<typeof api>(port2).twice(21)).toBe(42);
  });
});
