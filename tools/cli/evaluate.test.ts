import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import samples from '../../public/samples/samples.json';
import type { CocoReport } from './cocoReport';
import type { GroundingReport } from './groundingReport';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command as `npm run evaluate` does. */
function evaluate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsx', ['tools/cli/evaluate.ts', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

function writeLines(lines: readonly object[]): string {
  const file = path.join(folder, 'scenes.jsonl');
  writeFileSync(file, lines.map((line) => JSON.stringify(line) + '\n').join(''));
  return file;
}

const METRICS = ['recall1', 'recall5', 'recall10', 'ap50', 'ap', 'absent_fired', 'present_missed'];

const lineOf = ({ file, prompt, phrases }: (typeof samples)[0]) => ({
  image: file,
  caption: prompt,
  phrases: phrases.map((phrase) => ({ ...phrase, tag: phrase.boxes.length > 0 ? 'object' : 'absent' })),
});
const first = lineOf(samples[0]!);
const withAbsent = lineOf(samples.find(({ phrases }) => phrases.some(({ boxes }) => boxes.length === 0))!);

it('writes nothing but JSON to stdout', async () => {
  // The same picture again: its run is not one with a new picture.
  const lines = [first, withAbsent, { ...withAbsent, caption: withAbsent.caption.toUpperCase() }];
  const { code, stdout } = await evaluate('--grounding', writeLines(lines), '--images', 'public/samples', '--json');
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as GroundingReport;
  expect(Object.keys(report)).toEqual(['metrics', 'by_tag', 'images', 'phrases', 'model', 'timing']);
  expect(Object.keys(report.metrics)).toEqual(METRICS);
  const phrases = lines.reduce((sum, line) => sum + line.phrases.length, 0);
  expect(report).toMatchObject({
    images: 2,
    phrases,
    model: { name: 'glip-micro', backend: 'wasm' },
    timing: { runs: 2 },
  });
  expect(report.metrics).toMatchObject({ recall1: 1, absent_fired: 0, present_missed: 0 });
  expect(Object.keys(report.by_tag)).toEqual(['absent', 'object']);
  expect(report.by_tag['absent']).toMatchObject({ recall1: null, ap: null, absent_fired: 0, present_missed: null });
  expect(report.by_tag['object']).toMatchObject({ recall1: 1, absent_fired: null, present_missed: 0 });
  expect(report.timing.median_ms).toBeGreaterThan(0);
});

it('prints a table for people', async () => {
  const { code, stdout } = await evaluate('--grounding', writeLines([withAbsent]), '--images', 'public/samples');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^glip-micro on wasm: images 1, phrases \d+, \d+ ms per run \(median of 1\)\n/);
  expect(stdout).toMatch(/\n +R@1 +R@5 +R@10 +AP50 +AP +fired +missed\n/);
  expect(stdout).toMatch(/\nabsent +(– +){5}0\.000 +–\n/);
  expect(stdout).toMatch(/\nobject +1\.000 +1\.000 +1\.000 +\d\.\d{3} +\d\.\d{3} +– +0\.000\n/);
});

it('ends bad input with exit code 1 and one sentence', async () => {
  const args = ['--images', 'public/samples', '--json'];
  const missing = writeLines([first, { ...first, image: 'none.jpg' }]);
  expect(await evaluate('--grounding', missing, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${missing}, line 2: image "none.jpg" is not in public/samples.\n`,
  });
  const wrong = writeLines([{ ...first, caption: '' }]);
  expect(await evaluate('--grounding', wrong, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${wrong}, line 1: caption must be a text that is not empty.\n`,
  });
  const { code, stderr } = await evaluate(
    '--grounding',
    writeLines([first]),
    '--images',
    'public/samples',
    '--model',
    'tools',
  );
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'tools is not a weights folder: it has no readable config.json.\n',
  });
});

/** Writes a file of the folder. */
function writeJson(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('on COCO annotations', () => {
  const names = [...new Set(first.phrases.map(({ start, end }) => first.caption.slice(start, end)))];
  const truth = {
    images: [{ id: 3, file_name: first.image }],
    categories: names.map((name, i) => ({ id: 10 * i + 5, name })),
    annotations: first.phrases.flatMap(({ start, end, boxes }) =>
      boxes.map(([x0, y0, x1, y1]) => ({
        image_id: 3,
        category_id: 10 * names.indexOf(first.caption.slice(start, end)) + 5,
        bbox: [x0!, y0!, x1! - x0!, y1! - y0!],
        area: (x1! - x0!) * (y1! - y0!),
        iscrowd: 0,
      })),
    ),
  };

  it('measures a model, writes its results, and scores them to the same numbers', async () => {
    const file = writeJson('truth.json', truth);
    const results = path.join(folder, 'results.json');
    const run = await evaluate('--coco', file, '--images', 'public/samples', '--out', results, '--json');
    expect(run.code).toBe(0);
    const { model, timing, ...report } = JSON.parse(run.stdout) as CocoReport;
    expect(Object.keys(report).slice(0, 2)).toEqual(['metrics', 'per_class']);
    expect(Object.keys(report.metrics)).toEqual([
      'AP',
      'AP50',
      'AP75',
      'APs',
      'APm',
      'APl',
      'AR1',
      'AR10',
      'AR100',
      'ARs',
      'ARm',
      'ARl',
    ]);
    expect(Object.keys(report.per_class)).toEqual(names);
    expect(report.metrics.AP50).toBeGreaterThan(0.9);
    expect(report).toMatchObject({ images: 1, annotations: truth.annotations.length, of_unknown_category: 0 });
    expect(model).toMatchObject({ name: 'glip-micro', backend: 'wasm' });
    expect(timing).toMatchObject({ runs: 1 });
    const scored = await evaluate('--ground-truth', file, '--results', results, '--json');
    expect(JSON.parse(scored.stdout)).toEqual(report);
  });

  it('prints a table of a results file', async () => {
    const odd = { ...truth, categories: [...truth.categories, { id: 1, name: 'never\nthere' }] };
    const results = truth.annotations.map(({ area: _, ...annotation }) => ({ ...annotation, score: 0.5 }));
    const stray = { ...results[0], category_id: 2 };
    const args = [
      '--ground-truth',
      writeJson('truth.json', odd),
      '--results',
      writeJson('results.json', [...results, stray]),
    ];
    const { code, stdout } = await evaluate(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^images 1, annotations ${results.length}, detections ${results.length + 1}\\n`));
    expect(stdout).toMatch(/\n +AP +AP50 +AP75 +APs +APm +APl +AR1 +AR10 +AR100 +ARs +ARm +ARl\n/);
    expect(stdout).toMatch(/\nall +1\.000 +1\.000 +1\.000 /);
    expect(stdout).toMatch(/\nnever�there( +–){12}\n/);
    expect(stdout).toMatch(/\n1 detections were left out: the annotations do not know their category\.\n/);
  });

  it('ends bad input with exit code 1 and one sentence', async () => {
    const wrong = writeJson('truth.json', { ...truth, categories: {} });
    expect(await evaluate('--coco', wrong, '--images', 'public/samples', '--json')).toEqual({
      code: 1,
      stdout: '',
      stderr: `${wrong}: categories must be a list.\n`,
    });
    const out = path.join(folder, 'none', 'results.json');
    const turned = writeJson('turned.json', { ...truth, images: [{ ...truth.images[0], width: 480, height: 640 }] });
    const { stderr } = await evaluate('--coco', turned, '--images', 'public/samples', '--out', out);
    expect(stderr).toBe(`There is no folder ${path.dirname(out)}.\n`);
    const refused = path.join(folder, 'refused.json');
    const { code, stderr: shape } = await evaluate('--coco', turned, '--images', 'public/samples', '--out', refused);
    expect({ code, written: existsSync(refused) }).toEqual({ code: 1, written: false });
    expect(shape).toMatch(
      /turned\.json: images\[0\]\.file_name: the picture is \d+ × \d+, its annotations are for 480 × 640\.\n$/,
    );
  });

  it('goes on where a picture cannot be read, says what it left out, and draws the others', async () => {
    const pictures = path.join(folder, 'pictures');
    mkdirSync(pictures);
    copyFileSync(path.join('public/samples', first.image), path.join(pictures, first.image));
    writeFileSync(path.join(pictures, 'broken.jpg'), 'hello');
    const broken = { ...truth, images: [{ id: 9, file_name: 'broken.jpg' }, ...truth.images] };
    const file = writeJson('broken.json', {
      ...broken,
      annotations: [...truth.annotations, { image_id: 9, category_id: 5 }],
    });
    const drawn = path.join(folder, 'drawn');
    const args = ['--coco', file, '--images', pictures, '--save-images', drawn, '--json'];
    const { code, stdout, stderr } = await evaluate(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ images: 1, annotations: truth.annotations.length });
    expect(stderr).toContain('1 annotation without a box was left out.\n');
    expect(stderr).toMatch(/broken\.json: images\[0\]\.file_name: .*broken\.jpg is not a PNG, .* It was left out\.\n/);
    expect(readdirSync(drawn)).toEqual([`${path.parse(first.image).name}.png`]);
    expect(
      readFileSync(path.join(drawn, readdirSync(drawn)[0]!))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });
});
