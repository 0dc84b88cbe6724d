import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-ground-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command as `npm run ground` does. */
function ground(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsx', ['tools/cli/ground.ts', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

interface Report {
  phrases: { text: string; start: number; end: number }[];
  boxes: { phrase: string; start: number; end: number; box: number[]; score: number }[];
  timings: Record<string, number>;
  backend: string;
  model: string;
}

it('writes nothing but JSON to stdout, with boxes in pixels of the original, and draws them', async () => {
  const out = path.join(folder, 'out.png');
  const prompt = 'a red circle and a purple unicorn';
  const { code, stdout, stderr } = await ground(
    'public/samples/shapes.jpg',
    prompt,
    '--json',
    '--threshold',
    '0.06',
    '--out',
    out,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout) as Report;
  expect(Object.keys(report)).toEqual(['phrases', 'boxes', 'timings', 'backend', 'model']);
  expect(report).toMatchObject({ backend: 'wasm', model: 'glip-micro' });
  expect(report.timings['total']).toBeGreaterThan(0);
  expect(report.phrases.length).toBeGreaterThan(0);
  for (const { text, start, end } of report.phrases) expect(prompt.slice(start, end)).toBe(text);
  expect(report.boxes.length).toBeGreaterThan(0);
  for (const { phrase, start, end, box, score } of report.boxes) {
    expect(report.phrases).toContainEqual({ text: phrase, start, end });
    expect(score).toBeGreaterThanOrEqual(0.06);
    const [x0, y0, x1, y1] = box as [number, number, number, number];
    expect(x0 >= 0 && x0 < x1 && x1 <= 640 && y0 >= 0 && y0 < y1 && y1 <= 480).toBe(true);
  }
  expect(await sharp(out).metadata()).toMatchObject({ format: 'png', width: 640, height: 480 });
});

it.each([
  [['none.png', 'a cat'], /^There is no file none\.png\.\n$/],
  [
    ['public/samples/shapes.jpg', 'a cat', '--model', 'tools'],
    /^tools is not a weights folder: it has no readable config\.json\.\n$/,
  ],
])('ends %j with exit code 1 and one sentence', async (args, message) => {
  const { code, stdout, stderr } = await ground(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
});
