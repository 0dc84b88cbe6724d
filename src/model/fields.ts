import * as v from 'valibot';

/**
 * Untrusted JSON, read by schemas of valibot. Here a schema's message is what the field must be ("a whole number"), so that with the
 * field's path before it a sentence arises: "annotations[3].bbox must be four numbers, [x, y, width, height]".
 */

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

/**
 * Checks a value against a schema.
 * @param what stands for the whole value in the message: "the file"
 * @param path of the value within its file, where it is a part of one: "annotations[3]"
 * @returns what the schema makes of the value; fields that it does not name are left out.
 * @throws FieldError for the first fault.
 */
export function readFields<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
  path = '',
): v.InferOutput<Schema> {
  const { issues, output, success } = v.safeParse(schema, value, { abortEarly: true });
  if (!success) throw new FieldError(pathOf(issues[0], path) || what, issues[0].message);
  return output;
}

/** What is wrong with a value: "fpn.channels must be a number". @param what stands for the whole value in the message. */
export const faultOf = (issue: v.BaseIssue<unknown>, what: string) =>
  `${pathOf(issue, '') || what} must be ${issue.message}`;

function pathOf(issue: v.BaseIssue<unknown>, before: string): string {
  return (issue.path ?? []).reduce((path, { key }) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path ? `${path}.${String(key)}` : String(key);
  }, before);
}

/** Parses a text that holds more than white space. */
export const textField = v.pipe(
  v.string('a text that is not empty'),
  v.check((text) => text.trim() !== '', 'a text that is not empty'),
);

/** Parses a finite number. */
export const numberField = v.pipe(v.number('a number'), v.finite('a number'));

export const wholeNumberField = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'));

/** Parses a whole number that counts something: 0, 1, 2 ... */
export const countField = v.pipe(
  v.number('a whole number from 0 on'),
  v.safeInteger('a whole number from 0 on'),
  v.minValue(0, 'a whole number from 0 on'),
);

export const flagField = v.boolean('true or false');

/** Parses one of a few texts. */
export const choiceOf = <const Choice extends string>(choices: readonly Choice[]) =>
  v.picklist(choices, `one of ${choices.join(', ')}`);

/** Parses a list whose items are all of one kind. */
export const listOf = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'a list');

/** Valibot's own object schemas take lists too. */
const notList = v.custom<Record<string, unknown>>((value) => !Array.isArray(value), 'an object');

/**
 * Parses an object. A field that is missing is told as what it must be, unless the schema makes it optional (`v.optional`,
 * `v.nullish`); a field that is not named is ignored.
 */
export const objectOf = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    notList,
    v.object(entries, ({ path, input }) => {
      const key = path?.at(-1)?.key;
      const entry = input === undefined && typeof key === 'string' ? entries[key] : undefined;
      return (entry && v.safeParse(entry, undefined).issues?.[0].message) ?? 'an object';
    }),
  );

/**
 * Parses a list of four finite numbers. A fault is told of the list, not of its item.
 * @param form of the list, for the message: "[x0, y0, x1, y1]"
 */
export const fourNumbersOf = (form: string) =>
  v.custom<readonly [number, number, number, number]>(
    (value) => Array.isArray(value) && value.length === 4 && value.every(Number.isFinite),
    `four numbers, ${form}`,
  );

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
  return readFields(textField, value, path);
}

/** @param form of the list, for the message: "[x0, y0, x1, y1]" */
export function readFourNumbers(value: unknown, path: string, form: string): readonly [number, number, number, number] {
  return readFields(fourNumbersOf(form), value, path);
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
