import type { Checkpoint, CheckpointTensor, Skipped } from '../tensors/checkpoint';
import { Placeholder, PyDict, PyGlobal } from '../pickle/values';
import { badTensor, broken } from '../tensors/errors';
import { TorchTensor } from './tensor';

/**
 * Where released checkpoints keep their state dict, in this order; otherwise the value itself may be one. MMEngine puts averaged
 * weights into `state_dict` and those that they are the average of into `ema_state_dict`, which is left alone for that reason.
 */
const KEYS = ['model', 'state_dict'];
const PREFIX = 'module.';
const KEY_CHARACTERS = 200;
/** Python's own pickler gives up at a third of this. */
const DEPTH_LIMIT = 1000;
/**
 * All tensors together may take this many times the file's bytes. Tied weights and views count each time; without a bound, a
 * small hostile file could keep its reader busy for days.
 */
const SHARING_LIMIT = 64;

/**
 * Finds the state dict in an unpickled checkpoint and opens its tensors.
 * @param fileBytes the size of the file.
 * @throws GlipError `weights-format` if there is none, `weights-tensor` naming what in it is no tensor that can be read.
 */
export function readStateDict(value: unknown, fileBytes: number): Pick<Checkpoint, 'tensors' | 'skipped' | 'classes'> {
  const dict = findStateDict(value);
  const tensors = new Map<string, CheckpointTensor>();
  let bytes = 0;
  for (const [key, entry] of dict) {
    const name = typeof key === 'string' ? key : textOf(key);
    if (entry instanceof Placeholder)
      throw badTensor(name, `is no tensor but of the class ${entry.className}, which is not known here`);
    if (!(entry instanceof TorchTensor)) continue;
    const tensor = entry.open(name, fileBytes);
    bytes += tensor.bytes;
    if (bytes > SHARING_LIMIT * fileBytes)
      throw broken(
        `its tensors share their data so much that they would take more than ${SHARING_LIMIT} times the file`,
      );
    tensors.set(name, tensor);
  }
  const classes = classesOf(value);
  return { tensors: withoutPrefix(tensors), skipped: listSkipped(value), ...(classes && { classes }) };
}

/** `meta.dataset_meta.classes`, which MMEngine's trainer writes; releases before 3.0 of MMDetection had it in capitals. */
function classesOf(value: unknown): string[] | undefined {
  const field = (dict: unknown, key: string) => (dict instanceof PyDict ? dict.get(key) : undefined);
  const dataset = field(field(value, 'meta'), 'dataset_meta');
  const classes = field(dataset, 'classes') ?? field(dataset, 'CLASSES');
  const isText = (name: unknown): name is string => typeof name === 'string' && name.trim() !== '';
  return Array.isArray(classes) && classes.length > 0 && classes.every(isText) ? classes : undefined;
}

function findStateDict(value: unknown): PyDict {
  if (value instanceof PyDict) {
    const found = [...KEYS.map((key) => value.get(key)), value].find(isStateDict);
    if (found) return found;
  }
  throw broken(`it holds no state dict under "model", "state_dict" or at its top, but ${describe(value)}`);
}

const isStateDict = (value: unknown): value is PyDict =>
  value instanceof PyDict && [...value.values()].some((entry) => entry instanceof TorchTensor);

function describe(value: unknown): string {
  if (value instanceof PyDict) {
    const keys = [...value].slice(0, 8).map(([key, entry]) => `${textOf(key)} (${kindOf(entry)})`);
    return value.size === 0 ? 'an empty dict' : `a dict of ${keys.join(', ')}${value.size > 8 ? ' and more' : ''}`;
  }
  return `a ${kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (value instanceof Placeholder) return value.className;
  if (value instanceof PyGlobal) return `class ${value.name}`;
  if (value instanceof TorchTensor) return 'tensor';
  if (value instanceof PyDict) return 'dict';
  if (Array.isArray(value)) return 'list';
  return value === null ? 'None' : typeof value;
}

/** Dropped only where every name has it, as `DistributedDataParallel` writes it. */
function withoutPrefix(tensors: ReadonlyMap<string, CheckpointTensor>): Map<string, CheckpointTensor> {
  const all = [...tensors];
  const strip = all.every(([name]) => name.startsWith(PREFIX));
  return new Map(all.map(([name, tensor]) => [strip ? name.slice(PREFIX.length) : name, tensor]));
}

/** A value on the way down from the top: the path is put together only for what is listed. */
interface Visit {
  readonly value: unknown;
  /** Of its container: a list's index, a dict's key. */
  readonly key: unknown;
  readonly parent?: Visit;
  readonly depth: number;
}

/**
 * Every object of a class that is not known, once, with its path. Iterative, and each object is visited once: a pickle can nest
 * as deep as it is long, and refer to itself.
 */
function listSkipped(top: unknown): Skipped[] {
  const skipped: Skipped[] = [];
  const seen = new Set<unknown>();
  const open: Visit[] = [{ value: top, key: undefined, depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, depth } = visit;
    if (seen.has(value)) continue;
    seen.add(value);
    if (depth > DEPTH_LIMIT) throw broken(`it nests deeper than ${DEPTH_LIMIT} levels`);
    if (value instanceof Placeholder) skipped.push({ path: pathOf(visit), className: value.className });
    else if (value instanceof PyGlobal) skipped.push({ path: pathOf(visit), className: value.name });
    else {
      // The last pushed is the next visited.
      for (const [key, child] of [...childrenOf(value)].reverse()) {
        if (typeof child === 'object' && child !== null)
          open.push({ value: child, key, parent: visit, depth: depth + 1 });
      }
    }
  }
  return skipped;
}

function childrenOf(value: unknown): Iterable<[key: unknown, child: unknown]> {
  if (Array.isArray(value)) return value.entries();
  if (!(value instanceof PyDict)) return [];
  return value.attributes === undefined ? value : [...value, ['(attributes)', value.attributes]];
}

function pathOf(visit: Visit): string {
  const steps: string[] = [];
  for (let at: Visit | undefined = visit; at?.parent; at = at.parent) {
    steps.push(Array.isArray(at.parent.value) ? `[${String(at.key)}]` : `.${textOf(at.key)}`);
  }
  return steps.reverse().join('').replace(/^\./, '');
}

/** A key of a dict, short enough for a sentence. */
function textOf(key: unknown): string {
  const text = typeof key === 'object' && key !== null ? kindOf(key) : String(key);
  return text.length > KEY_CHARACTERS ? `${text.slice(0, KEY_CHARACTERS)}…` : text;
}
