/**
 * Teaches glip-micro words for things it has never seen, and measures how well it finds them on other pictures; on wasm in Node.
 * `npm run teach-experiment -- [--forms alignment:4,embedding:2] [--shots 1,3,5,10] [--seeds 3] [--tests 40] [--out docs/teaching]`:
 * after a form's colon the number of words that are taught in it. Prints the table; with `--out` it writes NAME.json, with every lesson,
 * and NAME.svg.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Grounder } from '../../src/model/runtime/grounder';
import type { TuningForm } from '../../src/model/tuning/tunedPrompt';
import { loadModelFolder } from '../cli/modelFolder';
import '../cli/nodeGradients';
import { useNodeBackend } from '../cli/nodeBackend';
import { runExperiment, type ExperimentPlan, type FormPlan } from './teaching/experiment';
import { NOVEL_THINGS } from './teaching/novelThings';
import { FORM_NAMES, markdownTable, plot, rowsOf } from './teaching/report';

const text = (value: string) => ({ type: 'string', default: value }) as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: text('public/weights/glip-micro'),
      forms: text('alignment:4,embedding:2'),
      shots: text('1,3,5,10'),
      seeds: text('3'),
      tests: text('40'),
      out: { type: 'string' },
    },
  });
  const plan = planOf(values);
  const device = await useNodeBackend('wasm');
  const grounder = await Grounder.load(await loadModelFolder(values.model));
  try {
    const trials = await runExperiment(
      grounder,
      plan,
      ({ word, form, shots, seed, before, after, milliseconds, steps }) =>
        console.error(
          `${word}, ${form}, ${shots} shots, seed ${seed}: AP ${before.ap.toFixed(3)} -> ${after.ap.toFixed(3)} in ${(milliseconds / 1000).toFixed(1)} s, ${steps} steps`,
        ),
    );
    const rows = rowsOf(trials);
    console.log(markdownTable(rows));
    if (values.out === undefined) return;
    await writeFile(
      `${values.out}.json`,
      `${JSON.stringify({ model: grounder.config.name, device, plan, trials }, null, 1)}\n`,
    );
    await writeFile(`${values.out}.svg`, plot(rows));
  } finally {
    grounder.dispose();
  }
}

/** @throws Error with one sentence for whoever typed the command. */
function planOf({
  shots,
  seeds,
  tests,
  forms,
}: Readonly<Record<'shots' | 'seeds' | 'tests' | 'forms', string>>): ExperimentPlan {
  const count = (name: string, value: string, most = 1000) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new Error(`--${name} needs whole numbers from 1 to ${most}.`);
    return number;
  };
  const formPlan = (value: string): FormPlan => {
    const [form, words = String(NOVEL_THINGS.length)] = value.split(':');
    if (!Object.hasOwn(FORM_NAMES, form!))
      throw new Error(`--forms takes ${Object.keys(FORM_NAMES).join(' and ')}, not “${form}”.`);
    return { form: form as TuningForm, words: count('forms', words, NOVEL_THINGS.length) };
  };
  return {
    forms: forms.split(',').map(formPlan),
    shots: shots.split(',').map((value) => count('shots', value, 99)),
    seeds: count('seeds', seeds),
    tests: count('tests', tests),
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
