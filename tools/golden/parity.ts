import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Glip } from '../../src/model/network/glip';
import { GOLDEN_CONFIGS } from './configs';
import { openGolden, readRules, readRuns } from './directory';
import { checkRun, type RunReport } from './run';
import { STAGE_NAMES } from './tolerances';
import { goldenWeights } from './weights';
import { useNodeBackend } from '../cli/nodeBackend';

const USAGE = 'Usage: npm run parity -- --goldens DIR [--backend wasm|cpu] [--only PREFIX]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { goldens: { type: 'string' }, backend: { type: 'string' }, only: { type: 'string' } },
  });
  const backend = values.backend ?? 'wasm';
  if (!values.goldens || (backend !== 'wasm' && backend !== 'cpu')) throw new Error(USAGE);
  if (!existsSync(join(values.goldens, 'weight_rules.json')))
    throw new Error(`${values.goldens} holds no weight_rules.json: not a directory of goldens.`);
  console.log(`Backend: ${backend}, ${await useNodeBackend(backend)}`);
  console.log(header());
  const reports: RunReport[] = [];
  for (const directory of directories(values.goldens)) {
    for (const model of Object.keys(GOLDEN_CONFIGS)) {
      for (const report of await checkModel(directory, model, values.only ?? '')) reports.push(report);
    }
  }
  const failed = reports.filter(({ passed }) => !passed).length;
  console.log(`${reports.length - failed} passed, ${failed} failed`);
  if (reports.length === 0) throw new Error(`No run in ${values.goldens} begins with "${values.only}".`);
  if (failed > 0) process.exitCode = 1;
}

/** The goldens of the forms of GLIP-T (A) and GLIP-L may lie in a folder of their own. */
const directories = (goldens: string) =>
  [goldens, join(goldens, 'forms')].filter((directory) => existsSync(join(directory, 'weight_rules.json')));

async function checkModel(directory: string, model: string, only: string): Promise<RunReport[]> {
  const config = GOLDEN_CONFIGS[model]!;
  const rules = readRules(directory);
  const reports: RunReport[] = [];
  let loaded: { salt: string; glip: Glip } | undefined;
  for (const run of readRuns(directory, model).filter(({ run }) => run.startsWith(only))) {
    if (loaded?.salt !== run.weight_salt) {
      loaded?.glip.dispose();
      loaded = {
        salt: run.weight_salt,
        glip: await Glip.load(config, goldenWeights(config, rules, run.weight_salt, model)),
      };
    }
    const report = await checkRun(loaded.glip, model, run, openGolden(directory, run.run));
    console.log(row(report));
    reports.push(report);
  }
  loaded?.glip.dispose();
  return reports;
}

const header = () =>
  ['run'.padEnd(18), ...STAGE_NAMES.slice(0, 6).map((s) => s.padEnd(17)), 'detections', 'seconds'].join('  ');

function row({ run, stages, matched, found, expected, seconds, passed }: RunReport): string {
  const cells = STAGE_NAMES.slice(0, 6).map((stage) => {
    const result = stages[stage];
    return (
      result
        ? `${result.error.toExponential(1)} ≤ ${result.tolerance.toExponential(1)}${result.error <= result.tolerance ? '' : ' ✗'}`
        : '–'
    ).padEnd(17);
  });
  const surplus = found === expected ? '' : ` (found ${found})`;
  return [
    run.padEnd(18),
    ...cells,
    `${matched}/${expected}${surplus}`.padEnd(10),
    seconds.toFixed(1),
    passed ? 'ok' : 'FAILED',
  ].join('  ');
}

// exit(): the wasm threads would keep the process alive.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
