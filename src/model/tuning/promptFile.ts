import { GlipError } from '../errors';
import { FieldError, parseJson, readList, readObject, readText } from '../fields';
import type { Span } from '../types';
import { halfBytes, halvesOf } from '../checkpoint/tensors/halves';
import { fromBase64, toBase64 } from './base64';
import type { BeforeAndAfter, ExampleRecord, ModelIdentity, PromptOffsets, TaughtAp, TunedPrompt } from './tunedPrompt';

/**
 * The file of a taught prompt (`.prompt.json`):
 * `{format, version, model: {name, fingerprint}, prompt, spans, taught, offsets: {form, positions, values, bias?}, examples, metrics}`.
 * Numbers are halves, little-endian, in base64.
 */

const FORMAT = 'glip-prompt';
const VERSION = 1;
const MAX_PROMPT = 4000;
const MAX_SPANS = 200;
const MAX_EXAMPLES = 100;
/** More than any model here reads at once. */
const MAX_POSITIONS = 512;
/** Of a file that holds offsets for all of them. */
export const MAX_PROMPT_FILE = 2 ** 21;

/** Of offsets that came from `roundOffsets`, nothing is lost. */
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
    return readPrompt(readObject(parseJson(text, 'the file'), 'the file'));
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw new GlipError('prompt-file', `This is not a taught prompt that can be read: ${cause.message}.`, { cause });
  }
}

function readPrompt(file: Record<string, unknown>): TunedPrompt {
  if (file['format'] !== FORMAT) throw new FieldError('format', `“${FORMAT}”`);
  if (file['version'] !== VERSION)
    throw new FieldError('version', `${VERSION}; another version of this page wrote the file`);
  const prompt = readText(file['prompt'], 'prompt');
  if (prompt.length > MAX_PROMPT) throw new FieldError('prompt', `at most ${MAX_PROMPT} characters long`);
  const taught = readSpans(file['taught'], 'taught', prompt);
  if (taught.length === 0) throw new FieldError('taught', 'a list of at least one phrase');
  return {
    model: readModel(readObject(file['model'], 'model')),
    prompt,
    spans: readSpans(file['spans'], 'spans', prompt),
    taught,
    offsets: readOffsets(readObject(file['offsets'], 'offsets')),
    examples: readSome(file['examples'], 'examples', MAX_EXAMPLES).map((example, i) =>
      readExample(example, `examples[${i}]`),
    ),
    metrics: readMetrics(readObject(file['metrics'], 'metrics')),
  };
}

function readModel({ name, fingerprint }: Record<string, unknown>): ModelIdentity {
  return {
    name: readText(name, 'model.name').slice(0, 100),
    fingerprint: readHex(fingerprint, 'model.fingerprint', 8),
  };
}

function readSpans(value: unknown, path: string, prompt: string): Span[] {
  let last = 0;
  return readSome(value, path, MAX_SPANS).map((item, i) => {
    const { start, end } = readObject(item, `${path}[${i}]`);
    const inOrder =
      Number.isInteger(start) && Number.isInteger(end) && (start as number) >= last && (end as number) <= prompt.length;
    if (!inOrder || prompt.slice(start as number, end as number).trim() === '') {
      throw new FieldError(`${path}[${i}]`, 'some of the prompt, behind the ones before: {start, end}');
    }
    last = end as number;
    return { start: start as number, end: last };
  });
}

function readOffsets({ form, positions, values, bias }: Record<string, unknown>): PromptOffsets {
  const places = readSome(positions, 'offsets.positions', MAX_POSITIONS).map((position, i, all) => {
    const before = i === 0 ? -1 : (all[i - 1] as number);
    if (!Number.isInteger(position) || (position as number) <= before || (position as number) >= MAX_POSITIONS) {
      throw new FieldError(
        `offsets.positions[${i}]`,
        `a whole number, above the one before and below ${MAX_POSITIONS}`,
      );
    }
    return position as number;
  });
  if (places.length === 0) throw new FieldError('offsets.positions', 'a list of at least one position');
  const rows = readNumbers(values, 'offsets.values');
  if (rows.length === 0 || rows.length % places.length !== 0)
    throw new FieldError('offsets.values', 'a row of numbers for every position');
  if (form === 'embedding') return { form, positions: places, values: rows };
  if (form !== 'alignment') throw new FieldError('offsets.form', '“alignment” or “embedding”');
  const biases = readNumbers(bias, 'offsets.bias');
  if (biases.length !== places.length) throw new FieldError('offsets.bias', 'a number for every position');
  return { form, positions: places, values: rows, bias: biases };
}

function readExample(value: unknown, path: string): ExampleRecord {
  const { fingerprint, boxes, wrong, heldOut } = readObject(value, path);
  if (typeof heldOut !== 'boolean') throw new FieldError(`${path}.heldOut`, 'true or false');
  return {
    fingerprint: readHex(fingerprint, `${path}.fingerprint`, 64),
    boxes: readCount(boxes, `${path}.boxes`),
    wrong: readCount(wrong, `${path}.wrong`),
    heldOut,
  };
}

function readMetrics({ learned, heldOut }: Record<string, unknown>): TunedPrompt['metrics'] {
  return {
    learned: readPair(learned, 'metrics.learned'),
    ...(heldOut !== undefined && { heldOut: readPair(heldOut, 'metrics.heldOut') }),
  };
}

function readPair(value: unknown, path: string): BeforeAndAfter {
  const { before, after } = readObject(value, path);
  return { before: readAp(before, `${path}.before`), after: readAp(after, `${path}.after`) };
}

function readAp(value: unknown, path: string): TaughtAp {
  const { ap, ap50 } = readObject(value, path);
  return { ap: readShare(ap, `${path}.ap`), ap50: readShare(ap50, `${path}.ap50`) };
}

function readShare(value: unknown, path: string): number | null {
  if (value !== null && !(typeof value === 'number' && value >= 0 && value <= 1))
    throw new FieldError(path, 'a number from 0 to 1, or null');
  return value;
}

function readCount(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new FieldError(path, 'a whole number from 0 on');
  return value as number;
}

function readHex(value: unknown, path: string, digits: number): string {
  if (typeof value !== 'string' || value.length !== digits || !/^[\da-f]*$/.test(value))
    throw new FieldError(path, `${digits} hexadecimal digits`);
  return value;
}

function readSome(value: unknown, path: string, most: number): readonly unknown[] {
  const list = readList(value, path);
  if (list.length > most) throw new FieldError(path, `a list of at most ${most}`);
  return list;
}

const writeNumbers = (values: Float32Array) => toBase64(halfBytes(values));

function readNumbers(value: unknown, path: string): Float32Array {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
  const numbers = bytes && halvesOf(bytes);
  if (!numbers?.every(Number.isFinite)) throw new FieldError(path, 'finite halves (F16) in base64');
  return numbers;
}
