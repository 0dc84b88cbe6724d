import { execFile } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLabelArguments } from './labelArguments';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-label-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsx', [`tools/cli/${tool}.ts`, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('label and convert', () => {
  it('label in shards, go on after a kill, merge, and convert the result', async () => {
    const images = path.join(folder, 'images');
    const out = path.join(folder, 'out');
    mkdirSync(images);
    for (const name of ['cars.jpg', 'meadow.jpg'])
      copyFileSync(path.join('public/samples', name), path.join(images, name));
    writeFileSync(path.join(images, 'broken.jpg'), 'hello');
    const args = ['--images', images, '--prompt', 'NO-Dog. cat', '--out', out, '--min-score', '0.3'];

    // Pictures by their names: broken and meadow are of the first shard, cars of the second.
    const first = await run('label', ...args, '--shard', '1/2');
    expect(first.stdout).toMatch(/^1 of 2 {2}broken\.jpg {2}.* is not a PNG.*\n2 of 2 {2}meadow\.jpg {2}\d+ boxes\n$/);
    expect(await run('label', '--merge', '--out', out)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/1 of 2 shards are not in/) as string,
    });
    expect(await run('label', ...args, '--shard', '1/2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/go on with --resume/) as string,
    });

    // As a kill in the middle of a line leaves it.
    const shard = path.join(out, 'shard-1-of-2.jsonl');
    const whole = readFileSync(shard, 'utf8');
    writeFileSync(shard, whole.split('\n').slice(0, 2).join('\n') + '\n');
    appendFileSync(shard, '{"name":"mead');
    const resumed = await run('label', ...args, '--shard', '1/2', '--resume');
    expect(resumed.stdout).toMatch(/^2 of 2 {2}meadow\.jpg {2}\d+ boxes\n$/);
    expect(readFileSync(shard, 'utf8')).toBe(whole);

    await run('label', ...args, '--shard', '2/2');
    const merged = await run('label', '--merge', '--out', out);
    expect(merged).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/broken\.jpg.* It was left out\.\n$/) as string,
    });
    const coco = JSON.parse(readFileSync(path.join(out, 'coco.json'), 'utf8')) as Record<
      'categories' | 'images',
      { name: string }[]
    >;
    expect(coco.categories.map(({ name }) => name)).toEqual(['NO-Dog', 'cat']);
    expect(coco.images).toHaveLength(2);

    const converted = await run(
      'convert',
      '--from',
      path.join(out, 'coco.json'),
      '--to',
      'yolo',
      '--out',
      path.join(folder, 'yolo'),
    );
    expect(converted).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(folder, 'yolo/classes.txt'), 'utf8')).toBe('NO-Dog\ncat\n');
    expect(existsSync(path.join(folder, 'yolo/labels/meadow.txt'))).toBe(true);
  });

  it.each([
    [['--merge'], /--out needs a folder/],
    [['--out', 'x'], /--images needs the folder/],
    [['--out', 'x', '--images', 'y', '--prompt', ' '], /--prompt needs/],
    [['--out', 'x', '--images', 'y', '--prompt', 'a', '--shard', '0/4'], /--shard is a part/],
    [['--out', 'x', '--images', 'y', '--prompt', 'a', '--min-score', '2'], /--min-score is a number/],
    [['--out', 'x', '--merge', '--prompt', 'a'], /--prompt has no meaning with --merge/],
    [['--out', 'x', '--merge', '--format', 'tf'], /--format is one of coco, yolo/],
  ])('label refuses %j', (args, message) => {
    expect(() => readLabelArguments(args)).toThrow(message);
  });
});
