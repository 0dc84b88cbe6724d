/** Fields of untrusted JSON, each checked as it is read. */

/** A field that is not what it must be. The message begins with the field's path. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  constructor(path: string, wanted: string, options?: ErrorOptions) {
    super(`${path} must be ${wanted}`, options);
  }
}

/** @param what the text stands for, for the message: "the line" */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FieldError(what, 'JSON', { cause });
  }
}

export function readObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FieldError(path, 'an object');
  return value as Record<string, unknown>;
}

export function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new FieldError(path, 'a list');
  return value;
}

/** With more than white space. */
export function readText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new FieldError(path, 'a text that is not empty');
  return value;
}

/** @param form of the list, for the message: "[x0, y0, x1, y1]" */
export function readFourNumbers(value: unknown, path: string, form: string): readonly [number, number, number, number] {
  const list = readList(value, path);
  if (list.length !== 4 || !list.every((item) => Number.isFinite(item)))
    throw new FieldError(path, `four numbers, ${form}`);
  const [a, b, c, d] = list as number[];
  return [a!, b!, c!, d!];
}

/** Reads with a field reader. @throws Error with a sentence in which the place of the field, for example the file, comes first. */
export function readAt<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FieldError) throw new Error(`${place}: ${error.message}.`, { cause: error });
    throw error;
  }
}
