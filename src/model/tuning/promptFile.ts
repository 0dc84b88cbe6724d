import * as v from 'valibot';
import { GlipError } from '../errors';
import {
  countField,
  FieldError,
  flagField,
  listOf,
  objectOf,
  parseJson,
  readFields,
  textField,
  wholeNumberField,
} from '../fields';
import type { Span } from '../types';
import { halfBytes, halvesOf } from '../checkpoint/tensors/halves';
import { fromBase64, toBase64 } from './base64';
import type { PromptOffsets, TunedPrompt } from './tunedPrompt';

/**
 * The file of a taught prompt (`.prompt.json`):
 * `{format, version, model: {name, fingerprint}, prompt, spans, taught, offsets: {form, positions, values, bias?}, examples, metrics}`.
 * Numbers are float16, little-endian, in base64.
 */

const FORMAT = 'glip-prompt';
const VERSION = 1;
const MAX_NAME = 100;
const MAX_PROMPT = 4000;
const MAX_SPANS = 200;
const MAX_EXAMPLES = 100;
/** More than any model here reads at once. */
const MAX_POSITIONS = 512;
/** The longest file that is read, in characters: one with offsets for that many positions is shorter. */
export const MAX_PROMPT_FILE = 2 ** 21;

const shortListOf = <Item extends v.GenericSchema>(item: Item, longest: number) =>
  v.pipe(listOf(item), v.maxLength(longest, `a list of at most ${longest}`));
const filledListOf = <Item extends v.GenericSchema>(item: Item, longest: number, what: string) =>
  v.pipe(shortListOf(item, longest), v.minLength(1, `a list of at least one ${what}`));
const hexOf = (digits: number) =>
  v.pipe(
    v.string(`${digits} hexadecimal digits`),
    v.regex(new RegExp(`^[\\da-f]{${digits}}$`), `${digits} hexadecimal digits`),
  );

const FLOAT16 = 'finite float16 numbers in base64';
const float16Numbers = v.pipe(
  v.string(FLOAT16),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const bytes = fromBase64(dataset.value);
    const numbers = bytes && halvesOf(bytes);
    if (numbers?.every(Number.isFinite)) return numbers;
    addIssue({ message: FLOAT16 });
    return NEVER;
  }),
);

const span = objectOf({ start: wholeNumberField, end: wholeNumberField });
const PROBABILITY = 'a number from 0 to 1, or null';
const probability = v.nullable(v.pipe(v.number(PROBABILITY), v.minValue(0, PROBABILITY), v.maxValue(1, PROBABILITY)));
const averagePrecision = objectOf({ ap: probability, ap50: probability });
const beforeAndAfter = objectOf({ before: averagePrecision, after: averagePrecision });
const FILE = objectOf({
  format: v.literal(FORMAT, `“${FORMAT}”`),
  version: v.literal(VERSION, `${VERSION}; another version of this page wrote the file`),
  prompt: v.pipe(textField, v.maxLength(MAX_PROMPT, `at most ${MAX_PROMPT} characters long`)),
  model: objectOf({ name: textField, fingerprint: hexOf(8) }),
  spans: shortListOf(span, MAX_SPANS),
  taught: filledListOf(span, MAX_SPANS, 'phrase'),
  offsets: objectOf({
    form: v.picklist(['alignment', 'embedding'], '“alignment” or “embedding”'),
    positions: filledListOf(countField, MAX_POSITIONS, 'position'),
    values: float16Numbers,
    bias: v.optional(float16Numbers),
  }),
  examples: shortListOf(
    objectOf({ fingerprint: hexOf(64), boxes: countField, wrong: countField, heldOut: flagField }),
    MAX_EXAMPLES,
  ),
  metrics: objectOf({ learned: beforeAndAfter, heldOut: v.optional(beforeAndAfter) }),
});

type WrittenOffsets = v.InferOutput<typeof FILE>['offsets'];

/** Writes the file. Nothing is lost of offsets that `roundToHalves` made. */
export function writePromptFile({ offsets, ...rest }: TunedPrompt): string {
  const { form, positions, values } = offsets;
  const written = {
    form,
    positions,
    values: writeNumbers(values),
    ...(offsets.form === 'alignment' && { bias: writeNumbers(offsets.bias) }),
  };
  return JSON.stringify({ format: FORMAT, version: VERSION, ...rest, offsets: written });
}

/**
 * Reads an untrusted file.
 * @throws GlipError `prompt-file` for the first fault.
 */
export function readPromptFile(text: string): TunedPrompt {
  try {
    if (text.length > MAX_PROMPT_FILE) throw new FieldError('the file', `shorter than ${MAX_PROMPT_FILE / 2 ** 20} MB`);
    return readPrompt(parseJson(text, 'the file'));
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw new GlipError('prompt-file', `This is not a taught prompt that can be read: ${cause.message}.`, { cause });
  }
}

function readPrompt(json: unknown): TunedPrompt {
  const { model, prompt, spans, taught, offsets, examples, metrics } = readFields(FILE, json, 'the file');
  checkSpans(spans, 'spans', prompt);
  checkSpans(taught, 'taught', prompt);
  return {
    model: { ...model, name: model.name.slice(0, MAX_NAME) },
    prompt,
    spans,
    taught,
    offsets: readOffsets(offsets),
    examples,
    metrics: { learned: metrics.learned, ...(metrics.heldOut && { heldOut: metrics.heldOut }) },
  };
}

/** Checks that spans lie in the prompt, in order and apart, and that each holds more than white space. */
function checkSpans(spans: readonly Span[], path: string, prompt: string): void {
  let last = 0;
  for (const [i, { start, end }] of spans.entries()) {
    if (start < last || end > prompt.length || prompt.slice(start, end).trim() === '')
      throw new FieldError(`${path}[${i}]`, 'some of the prompt, behind the ones before: {start, end}');
    last = end;
  }
}

function readOffsets({ form, positions, values, bias }: WrittenOffsets): PromptOffsets {
  let before = -1;
  for (const [i, position] of positions.entries()) {
    if (position <= before || position >= MAX_POSITIONS)
      throw new FieldError(
        `offsets.positions[${i}]`,
        `a whole number, above the one before and below ${MAX_POSITIONS}`,
      );
    before = position;
  }
  if (values.length === 0 || values.length % positions.length !== 0)
    throw new FieldError('offsets.values', 'a row of numbers for every position');
  if (form === 'embedding') return { form, positions, values };
  if (bias?.length !== positions.length) throw new FieldError('offsets.bias', 'a number for every position');
  return { form, positions, values, bias };
}

const writeNumbers = (values: Float32Array) => toBase64(halfBytes(values));
