/** Labels the pictures of a folder by a prompt, on wasm in Node; see labelArguments.ts for the command line and docs/many-machines.md. */
import { writeDataSet } from '../../src/data/datasets/formats';
import { labelOf } from '../../src/data/datasets/labelledPicture';
import { labelledSet } from '../../src/data/datasets/labelledSet';
import { Notes } from '../../src/data/datasets/notes';
import { isPictureName } from '../../src/data/datasets/pictureNames';
import { pseudoLabels } from '../../src/data/datasets/pseudoLabels';
import { parsePrompt, type Grounder } from '../../src/model';
import { printNotes, runCommand } from './command';
import { filesIn, readPicture, UnreadablePicture, writeFiles, type DiskFile } from './dataSet';
import { readLabelArguments, type LabelArguments } from './labelArguments';
import { readShards, ShardFile, type LabelRecord } from './labelRecords';
import { withModel } from './modelFolder';

type LabelRun = Extract<LabelArguments, { kind: 'label' }>;

async function main(argv: readonly string[]): Promise<void> {
  const args = readLabelArguments(argv);
  if (args.kind === 'merge') return merge(args);
  await labelPictures(args);
  if (args.shard.of === 1) await merge(args);
}

async function labelPictures(args: LabelRun): Promise<void> {
  const { images, prompt, model, minScore, shard, out, resume } = args;
  const pictures = (await filesIn(images)).filter(({ path }) => isPictureName(path));
  if (pictures.length === 0) throw new Error(`There are no pictures in ${images}.`);
  const mine = pictures.filter((_, i) => i % shard.of === shard.index - 1);
  const { kind, phrases } = await parsePrompt(prompt);
  const nameOf = kind === 'list' ? verbatim : labelOf;
  const classes = [...new Set(phrases.map(({ text }) => nameOf(text)))];
  if (classes.length === 0)
    throw new Error('The prompt names nothing to look for. Type a caption, or a list such as "red ball. blue cup".');
  const settings = { prompt, minScore, model, shards: shard.of, pictures: pictures.length, classes };
  const file = await ShardFile.open(out, shard, settings, resume);
  const known = new Set(file.records.map(({ name }) => name));
  const left = mine.filter(({ path }) => !known.has(path));
  if (left.length === 0) return;
  let done = mine.length - left.length;
  await withModel(model, async (grounder) => {
    for (const picture of left) {
      const record = await labelPicture(grounder, picture, args, nameOf);
      await file.add(record);
      done++;
      const what = 'fault' in record ? record.fault : `${record.labelled.boxes.length} boxes`;
      console.log(`${done} of ${mine.length}  ${picture.path}  ${what}`);
    }
  });
}

/** An item of a list is a class as it was typed. */
const verbatim = (text: string) => text.replace(/\s+/g, ' ').trim();

async function labelPicture(
  grounder: Grounder,
  { path: name, file }: DiskFile,
  { prompt, minScore }: LabelRun,
  nameOf: (text: string) => string,
): Promise<LabelRecord> {
  try {
    const pixels = await readPicture({ imageFile: file, place: name });
    const { width, height } = pixels;
    const { parsed, detections } = await grounder.ground({
      image: { id: name, pixels, width, height },
      prompt,
      spans: [],
    });
    const boxes = pseudoLabels(parsed.phrases, detections, minScore, nameOf);
    return { name, labelled: { name, width, height, caption: parsed.kind === 'list' ? '' : prompt, boxes } };
  } catch (error) {
    // One picture that cannot be read, or is too thin for the model, never ends a batch.
    if (error instanceof UnreadablePicture) return { name, fault: error.message };
    if (error instanceof Error && 'code' in error && error.code === 'image-size') return { name, fault: error.message };
    throw error;
  }
}

/** Writes the data set of all shards. */
async function merge({ out, format }: Pick<LabelArguments, 'out' | 'format'>): Promise<void> {
  const { settings, records } = await readShards(out);
  const notes = new Notes();
  const pictures = records.flatMap((record) => {
    if ('labelled' in record) return [record.labelled];
    notes.add(`${record.fault} It was left out.`);
    return [];
  });
  const set = labelledSet(
    pictures,
    settings.classes.map((name) => ({ name })),
  );
  await writeFiles(writeDataSet(set, format, notes), out);
  printNotes(notes.lines());
  const boxes = pictures.reduce((sum, picture) => sum + picture.boxes.length, 0);
  console.log(`${pictures.length} pictures, ${boxes} boxes, ${set.classes.length} classes in ${out}`);
}

runCommand(main);
