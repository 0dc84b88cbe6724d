import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import samples from '../public/samples/samples.json';
import type { GroundingReport } from './groundingReport';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command as `npm run evaluate` does. */
function evaluate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsx', ['tools/evaluate.ts', ...args], (error, stdout, stderr) => {
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
  expect(report).toMatchObject({ images: 2, phrases, model: { name: 'glip-micro', backend: 'wasm' }, timing: { runs: 2 } });
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
  const unreadable = writeLines([first, { ...first, image: 'samples.json' }]);
  const args = ['--images', 'public/samples', '--json'];
  expect(await evaluate('--grounding', unreadable, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${unreadable}, line 2: ${path.resolve('public/samples/samples.json')} is not a PNG, JPEG or WebP image.\n`,
  });
  const wrong = writeLines([{ ...first, caption: '' }]);
  expect(await evaluate('--grounding', wrong, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${wrong}, line 1: caption must be a text that is not empty.\n`,
  });
  const { code, stderr } = await evaluate('--grounding', writeLines([first]), '--images', 'public/samples', '--model', 'tools');
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'tools is not a weights folder: it has no readable config.json.\n' });
});
