import path from 'node:path';
import { parseCommand } from './command';

export const USAGE =
  'Usage: npm run evaluate -- (--grounding FILE.jsonl | --coco ANN.json [--out RESULTS.json] [--as-stored]) --images DIR [--model DIR] [--save-images DIR] [--json]' +
  ' or npm run evaluate -- --ground-truth GT.json --results RESULTS.json [--json]';

interface ModelRun {
  /** The folder that the data set's picture paths start from. */
  readonly images: string;
  readonly model: string;
  /** A folder for the pictures with truth and detections drawn into them. */
  readonly saveImages?: string;
  readonly json: boolean;
}

/** What to evaluate on, named by the option that says so. */
export type EvaluateArguments =
  /** One picture with its caption, phrases and boxes per line; see readGroundingLine. */
  | (ModelRun & { readonly kind: 'grounding'; readonly file: string })
  /** COCO annotations; the detections go to `out` where it is given. */
  | (ModelRun & {
      readonly kind: 'coco';
      readonly file: string;
      readonly out?: string;
      /** Pictures as their pixels are stored, without the turning that EXIF asks for. */ readonly asStored: boolean;
    })
  /** COCO annotations and the results of any model. */
  | { readonly kind: 'ground-truth'; readonly file: string; readonly results: string; readonly json: boolean };

const KINDS = ['grounding', 'coco', 'ground-truth'] as const;

/** Options of one kind or another, beside `json`. */
const OPTIONS = {
  grounding: ['images', 'model', 'save-images'],
  coco: ['images', 'model', 'out', 'save-images', 'as-stored'],
  'ground-truth': ['results'],
} as const satisfies Record<EvaluateArguments['kind'], readonly string[]>;

/** @throws Error with one sentence for whoever typed the command. */
export function readEvaluateArguments(args: readonly string[]): EvaluateArguments {
  const text = { type: 'string' } as const;
  const { values } = parseCommand(args, USAGE, {
    grounding: text,
    coco: text,
    'ground-truth': text,
    images: text,
    model: text,
    out: text,
    results: text,
    'save-images': text,
    'as-stored': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const kinds = KINDS.filter((kind) => values[kind]);
  const [kind] = kinds;
  if (kind === undefined) throw new Error(`A file to evaluate on is needed. ${USAGE}`);
  if (kinds.length > 1)
    throw new Error(`${kinds.map((each) => `--${each}`).join(' and ')} exclude each other. ${USAGE}`);
  const allowed: readonly string[] = ['json', kind, ...OPTIONS[kind]];
  const stray = Object.keys(values).find((option) => !allowed.includes(option));
  if (stray !== undefined) throw new Error(`--${stray} has no meaning with --${kind}. ${USAGE}`);
  const file = values[kind]!;
  const { images, results, out, model = 'public/weights/glip-micro', json = false } = values;
  if (kind === 'ground-truth') {
    if (!results) throw new Error(`The results to score are needed. ${USAGE}`);
    return { kind, file, results, json };
  }
  if (!images) throw new Error(`The folder of the pictures is needed. ${USAGE}`);
  const { 'save-images': saveImages, 'as-stored': asStored = false } = values;
  if (saveImages === '') throw new Error(`--save-images needs a folder to write into. ${USAGE}`);
  const run = { file, images, model, json, ...(saveImages === undefined ? {} : { saveImages }) };
  if (kind === 'grounding') return { kind, ...run };
  if (out === '') throw new Error(`--out needs a file to write. ${USAGE}`);
  if (out !== undefined && path.resolve(out) === path.resolve(file))
    throw new Error(`--out would overwrite the annotations. ${USAGE}`);
  return { kind, ...run, asStored, ...(out === undefined ? {} : { out }) };
}
