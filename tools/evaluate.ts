/** Measures a model on annotated pictures, on wasm in Node; see evaluateArguments.ts for the command line. */
import { Grounder } from '../src/model/grounder';
import { readEvaluateArguments } from './evaluateArguments';
import { readGroundingFile } from './groundingFile';
import { evaluateTasks, formatReport } from './groundingReport';
import { loadModelFolder } from './modelFolder';
import { useNodeBackend } from './nodeBackend';
import { Progress } from './progress';

async function main(): Promise<void> {
  const args = readEvaluateArguments(process.argv.slice(2));
  const tasks = await readGroundingFile(args.grounding, args.images);
  const parts = await loadModelFolder(args.model);
  await useNodeBackend('wasm');
  const grounder = await Grounder.create(parts);
  const progress = new Progress(tasks.length, 'lines');
  const report = await evaluateTasks(grounder, tasks, () => progress.step());
  console.log(args.json ? JSON.stringify(report, null, 2) : formatReport(report));
  grounder.dispose();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
