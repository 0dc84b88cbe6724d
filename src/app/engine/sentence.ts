import { isMissingModule, PART_MISSING } from '../../workers/messages/missingPart';

/** The sentence of an error that the visitor reads. */
export const sentenceOf = (error: unknown) =>
  isMissingModule(error)
    ? PART_MISSING
    : error instanceof Error && error.message !== ''
      ? error.message
      : `Something went wrong: ${String(error)}.`;

export const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

/** The stable code of a GlipError; also where it came through a message and lost its class. */
export const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** True where a part of the page did not load, or has stopped: a fresh one may do better. */
export const isOfPage = (error: unknown) => ['script', 'internal'].includes(String(codeOf(error)));
