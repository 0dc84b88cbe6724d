/** Measures a model on annotated pictures, on wasm in Node, or scores a results file; see evaluateArguments.ts for the command line. */
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Grounder } from '../../src/model';
import { findCocoPictures, readResultsFile, readTruthFile } from './cocoFiles';
import { formatCocoReport, reportCoco, runCocoTasks, type CocoReport } from './cocoReport';
import { expectFolder } from './dataSet';
import { readEvaluateArguments, type EvaluateArguments } from './evaluateArguments';
import { readGroundingFile } from './groundingFile';
import { evaluateGroundingTasks, formatGroundingReport, type GroundingReport } from './groundingReport';
import { loadModelFolder } from './modelFolder';
import { useNodeBackend } from './nodeBackend';
import { Progress } from './progress';

type Arguments<Kind extends EvaluateArguments['kind']> = Extract<EvaluateArguments, { kind: Kind }>;

async function main(): Promise<void> {
  const args = readEvaluateArguments(process.argv.slice(2));
  const print = <Report>(report: Report, format: (report: Report) => string) =>
    console.log(args.json ? JSON.stringify(report, null, 2) : format(report));
  if (args.kind === 'grounding') print(await onGrounding(args), formatGroundingReport);
  else print(await (args.kind === 'coco' ? onCoco(args) : ofResults(args)), formatCocoReport);
}

async function onGrounding({ file, images, model }: Arguments<'grounding'>): Promise<GroundingReport> {
  const tasks = await readGroundingFile(file, images);
  return withModel(model, (grounder) => {
    const progress = new Progress(tasks.length, 'lines');
    return evaluateGroundingTasks(grounder, tasks, () => progress.step());
  });
}

async function onCoco({ file, images, model, out }: Arguments<'coco'>): Promise<CocoReport> {
  const truth = await readTruthFile(file);
  const tasks = await findCocoPictures(truth, file, images);
  if (out !== undefined) await expectPlaceFor(out);
  const { results, ...facts } = await withModel(model, (grounder) => {
    const progress = new Progress(tasks.length, 'pictures');
    return runCocoTasks(grounder, truth, tasks, () => progress.step());
  });
  if (out !== undefined) await writeFile(out, JSON.stringify(results));
  return { ...reportCoco(truth, results), ...facts };
}

/** Found out before an hour of work and not behind it. */
async function expectPlaceFor(file: string): Promise<void> {
  await expectFolder(path.dirname(file));
  if ((await stat(file).catch(() => undefined))?.isDirectory())
    throw new Error(`${file} is a folder: --out needs a file to write.`);
}

async function ofResults({ file, results }: Arguments<'ground-truth'>): Promise<CocoReport> {
  const truth = await readTruthFile(file);
  return reportCoco(truth, await readResultsFile(results, truth));
}

async function withModel<Result>(folder: string, use: (grounder: Grounder) => Promise<Result>): Promise<Result> {
  const parts = await loadModelFolder(folder);
  await useNodeBackend('wasm');
  const grounder = await Grounder.create(parts);
  try {
    return await use(grounder);
  } finally {
    grounder.dispose();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
