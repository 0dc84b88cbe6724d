/** Lists, hashes and converts checkpoints; see checkpoint/arguments.ts for the command line. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  glipCheckpoint,
  GlipError,
  openCheckpoint,
  parseConfig,
  type Checkpoint,
  type GlipCheckpoint,
  type GlipConfig,
  withOfficialNames,
} from '../../src/model';
import { categoryPrompt, plainWording } from '../../src/data/datasets/categoryPrompt';
import { readCheckpointArguments } from './checkpointArguments';
import { writeModelFolder } from './convertCheckpoint';
import { openFile } from './fileSource';

type NamedCheckpoint = ReturnType<typeof withOfficialNames>;

/** What the ids of variants stand for. */
const TITLES: Readonly<Record<string, string>> = {
  'glip-t': 'GLIP-T, or (B) or (C), which have the same tensors',
  'glip-t-a': 'GLIP-T (A), without early fusion',
  'glip-l': 'GLIP-L',
};

async function main(): Promise<void> {
  const args = readCheckpointArguments(process.argv.slice(2));
  const config = args.config === undefined ? undefined : await readConfigFile(args.config);
  const file = await openFile(args.file);
  try {
    const checkpoint = withOfficialNames(await openCheckpoint(file));
    const glip = tryGlip(checkpoint, config);
    if (args.json) console.log(JSON.stringify(await makeReport(checkpoint, glip), null, 1));
    else if (args.convert === undefined) printList(args.file, checkpoint, glip);
    if (args.convert === undefined) return;
    if (glip instanceof GlipError) throw glip;
    const { bytes, kept } = await writeModelFolder(glip, args.convert, args.format, args.tokenizer);
    console.error(
      `${args.convert}: ${glip.config.name}, ${glip.tensors.size} tensors, ${(bytes / 1e6).toFixed(1)} MB of ${args.format}`,
    );
    if (glip.classes) console.error(promptLine(glip.classes));
    if (kept.length > 0) console.error(`Kept in F32, since F16 cannot hold their numbers: ${kept.join(', ')}`);
  } finally {
    await file.close();
  }
}

/** Why it is no GLIP, if it is none: a reason to list it all the same. */
function tryGlip(checkpoint: Checkpoint, config?: GlipConfig): GlipCheckpoint | GlipError {
  try {
    return glipCheckpoint(checkpoint, config);
  } catch (error) {
    if (error instanceof GlipError) return error;
    throw error;
  }
}

/** The shape of `--json`. Names are the official ones where the tensors are those of a GLIP; hashes are of the contiguous little-endian bytes. */
async function makeReport({ tensors, skipped, naming, classes }: NamedCheckpoint, glip: GlipCheckpoint | GlipError) {
  const hashed: [string, { dtype: string; shape: readonly number[]; sha256: string }][] = [];
  for (const [name, tensor] of tensors) {
    const sha256 = createHash('sha256')
      .update(await tensor.read())
      .digest('hex');
    hashed.push([name, { dtype: tensor.dtype, shape: tensor.shape, sha256 }]);
  }
  const [variant, trainedOn] = glip instanceof GlipError ? [null, classes] : [glip.config.name, glip.classes];
  return { variant, naming, classes: trainedOn ?? null, tensors: Object.fromEntries(hashed), skipped };
}

function printList(
  file: string,
  { form, naming, tensors, skipped }: NamedCheckpoint,
  glip: GlipCheckpoint | GlipError,
): void {
  const width = Math.max(...[...tensors.keys()].map((name) => name.length));
  for (const [name, { dtype, shape }] of tensors)
    console.log(`${name.padEnd(width)}  ${dtype.padEnd(8)}  [${shape.join(', ')}]`);
  for (const { path, className } of skipped) console.log(`Skipped: ${path} (${className})`);
  console.log(`${file}: ${form}, ${tensors.size} tensors`);
  if (naming !== 'official') console.log(`Names: those of ${naming} in the file, the official ones above`);
  console.log(
    `Variant: ${glip instanceof GlipError ? `none. ${glip.message}` : `${glip.config.name}, ${TITLES[glip.config.name] ?? 'as its config says'}`}`,
  );
  if (!(glip instanceof GlipError) && glip.classes) console.log(promptLine(glip.classes));
}

/** The prompt that a fine-tuned model was trained with, as MMDetection makes it of the names of its classes. */
const promptLine = (classes: readonly string[]) =>
  `Trained on ${classes.length} classes, which are its prompt: ${categoryPrompt(classes.map((name, id) => plainWording({ id, name }))).prompt}`;

async function readConfigFile(file: string): Promise<GlipConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`There is no readable file ${file}.`, { cause });
  });
  return parseConfig(text, file);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
