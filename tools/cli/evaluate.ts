/** Measures a model on annotated pictures, on wasm in Node, or scores a results file; see evaluateArguments.ts for the command line. */
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Notes } from '../../src/data/datasets/notes';
import type { Grounder } from '../../src/model';
import { printNotes, runCommand } from './command';
import { findCocoPictures, readResultsFile, readTruthFile } from './cocoFiles';
import { formatCocoReport, reportCoco, runCocoTasks, type CocoReport } from './cocoReport';
import { expectFolder } from './dataSet';
import { readEvaluateArguments, type EvaluateArguments } from './evaluateArguments';
import { readGroundingFile } from './groundingFile';
import { evaluateGroundingTasks, formatGroundingReport, type GroundingReport } from './groundingReport';
import { withModel } from './modelFolder';
import { Progress } from './progress';
import { saveImages } from './saveImages';

type Arguments<Kind extends EvaluateArguments['kind']> = Extract<EvaluateArguments, { kind: Kind }>;

async function main(argv: readonly string[]): Promise<void> {
  const args = readEvaluateArguments(argv);
  const notes = new Notes();
  const print = <Report>(report: Report, format: (report: Report) => string) => {
    printNotes(notes.lines());
    console.log(args.json ? JSON.stringify(report, null, 2) : format(report));
  };
  if (args.kind === 'grounding') print(await onGrounding(args, notes), formatGroundingReport);
  else print(await (args.kind === 'coco' ? onCoco(args, notes) : ofResults(args, notes)), formatCocoReport);
}

async function onGrounding(args: Arguments<'grounding'>, notes: Notes): Promise<GroundingReport> {
  const tasks = await readGroundingFile(args.file, args.images, notes);
  return withModel(args.model, (grounder) => {
    const progress = new Progress(tasks.length, 'lines');
    return evaluateGroundingTasks(grounder, tasks, {
      notes,
      onLine: () => progress.step(),
      ...drawing(args, grounder),
    });
  });
}

async function onCoco(args: Arguments<'coco'>, notes: Notes): Promise<CocoReport> {
  const { file, images, model, out, asStored } = args;
  const truth = await readTruthFile(file, notes);
  const tasks = await findCocoPictures(truth, file, images, notes);
  if (out !== undefined) await expectPlaceFor(out);
  const {
    results,
    truth: evaluated,
    ...facts
  } = await withModel(model, (grounder) => {
    const progress = new Progress(tasks.length, 'pictures');
    const onPicture = () => progress.step();
    return runCocoTasks(grounder, truth, tasks, { asStored, notes, onPicture, ...drawing(args, grounder) });
  });
  if (out !== undefined) await writeFile(out, JSON.stringify(results));
  return { ...reportCoco(evaluated, results), ...facts };
}

function drawing({ saveImages: folder, images }: Arguments<'coco' | 'grounding'>, { config }: Grounder) {
  return folder === undefined ? {} : { draw: saveImages(folder, images, config.postprocess.defaultThreshold) };
}

/** Found out before an hour of work and not behind it. */
async function expectPlaceFor(file: string): Promise<void> {
  await expectFolder(path.dirname(file));
  if ((await stat(file).catch(() => undefined))?.isDirectory())
    throw new Error(`${file} is a folder: --out needs a file to write.`);
}

async function ofResults({ file, results }: Arguments<'ground-truth'>, notes: Notes): Promise<CocoReport> {
  const truth = await readTruthFile(file, notes);
  return reportCoco(truth, await readResultsFile(results, truth, notes));
}

runCommand(main);
