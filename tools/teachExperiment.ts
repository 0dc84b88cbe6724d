/**
 * Teaches glip-micro words for things it has never seen, and measures how well it finds them on other pictures; on wasm in Node.
 * `npm run teach-experiment -- [--words 4] [--shots 1,3,5,10] [--seeds 3] [--tests 40] [--forms alignment,embedding] [--out docs/teaching]`
 * prints the table; with `--out` it writes NAME.json, with every lesson, and NAME.svg.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Grounder } from '../src/model/grounder';
import type { TuningForm } from '../src/model/learn/tunedPrompt';
import { loadModelFolder } from './modelFolder';
import './nodeGradients';
import { useNodeBackend } from './nodeBackend';
import { runExperiment, type ExperimentPlan } from './teaching/experiment';
import { NOVEL_THINGS } from './teaching/novelThings';
import { FORM_NAMES, markdownTable, plot, rowsOf } from './teaching/report';

const text = (value: string) => ({ type: 'string', default: value }) as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { model: text('public/weights/glip-micro'), words: text(String(NOVEL_THINGS.length)), shots: text('1,3,5,10'), seeds: text('3'), tests: text('40'), forms: text('alignment'), out: { type: 'string' } },
  });
  const plan = planOf(values);
  const device = await useNodeBackend('wasm');
  const grounder = await Grounder.create(await loadModelFolder(values.model));
  try {
    const trials = await runExperiment(grounder, plan, ({ word, form, shots, seed, before, after, milliseconds, steps }) =>
      console.error(`${word}, ${form}, ${shots} shots, seed ${seed}: AP ${before.ap.toFixed(3)} -> ${after.ap.toFixed(3)} in ${(milliseconds / 1000).toFixed(1)} s, ${steps} steps`),
    );
    const rows = rowsOf(trials);
    console.log(markdownTable(rows));
    if (values.out === undefined) return;
    await writeFile(`${values.out}.json`, `${JSON.stringify({ model: grounder.config.name, device, plan, trials }, null, 1)}\n`);
    await writeFile(`${values.out}.svg`, plot(rows));
  } finally {
    grounder.dispose();
  }
}

/** @throws Error with one sentence for whoever typed the command. */
function planOf({ words, shots, seeds, tests, forms }: Readonly<Record<'words' | 'shots' | 'seeds' | 'tests' | 'forms', string>>): ExperimentPlan {
  const count = (name: string, value: string, most = 1000) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`--${name} needs whole numbers from 1 to ${most}.`);
    return number;
  };
  const unknown = forms.split(',').find((form) => !Object.hasOwn(FORM_NAMES, form));
  if (unknown !== undefined) throw new Error(`--forms takes ${Object.keys(FORM_NAMES).join(' and ')}, not “${unknown}”.`);
  return {
    words: count('words', words, NOVEL_THINGS.length),
    shots: shots.split(',').map((value) => count('shots', value, 99)),
    seeds: count('seeds', seeds),
    tests: count('tests', tests),
    forms: forms.split(',') as TuningForm[],
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
