import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readGroundingFile } from './groundingFile';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-grounding-'));
const images = path.join(folder, 'images');
mkdirSync(path.join(images, 'inner'), { recursive: true });
for (const name of ['outside.png', 'images/a.png', 'images/inner/b.png', 'images/c..d.png'])
  writeFileSync(path.join(folder, name), '');
afterAll(() => rmSync(folder, { recursive: true }));

const LINE = { image: 'a.png', caption: 'a cat', phrases: [{ start: 2, end: 5, boxes: [] }] };

function write(...lines: (object | string)[]): string {
  const file = path.join(folder, 'lines.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

describe('a file of grounding data', () => {
  it('is read line by line, whatever stands between them', async () => {
    const separator = { ...LINE, caption: 'a cat\u2028b', image: 'c..d.png' };
    const file = write(LINE, '', { ...LINE, image: './inner//b.png' }, '  \r', separator, '');
    const tasks = await readGroundingFile(file, images);
    expect(tasks.map(({ place }) => place)).toEqual([1, 3, 5].map((n) => `${file}, line ${n}`));
    expect(tasks.map(({ imageFile }) => path.relative(images, imageFile))).toEqual([
      'a.png',
      'inner/b.png',
      'c..d.png',
    ]);
    expect(tasks[2]!.caption).toBe('a cat\u2028b');
  });

  it.each([
    [
      { ...LINE, phrases: [{ start: 2, end: 9, boxes: [] }] },
      /^.*lines\.jsonl, line 2: phrases\[0\]\.end must be a whole number from 0 to 5, .*\.$/,
    ],
    ['{"image"', /lines\.jsonl, line 2: the line must be JSON\.$/],
    [{ ...LINE, image: '../outside.png' }, /line 2: image "\.\.\/outside\.png" is not in .*images\.$/],
    [{ ...LINE, image: 'inner/../../outside.png' }, /line 2: image ".*" is not in/],
    [{ ...LINE, image: path.join(folder, 'outside.png') }, /line 2: image ".*" is not in/],
    [{ ...LINE, image: '..' }, /line 2: image "\.\." is not in/],
    [{ ...LINE, image: 'none.png' }, /line 2: image "none\.png" is not in .*images\.$/],
    [{ ...LINE, image: 'inner' }, /line 2: image "inner" is not in/],
  ])('is refused with file, line and field: %j', async (line, message) => {
    await expect(readGroundingFile(write(LINE, line), images)).rejects.toThrow(message);
  });

  it('is refused where there is nothing to read', async () => {
    await expect(readGroundingFile(path.join(folder, 'none.jsonl'), images)).rejects.toThrow(
      /^There is no file .*none\.jsonl\.$/,
    );
    await expect(readGroundingFile(images, images)).rejects.toThrow(/images cannot be read: /);
    await expect(readGroundingFile(write(LINE), path.join(folder, 'none'))).rejects.toThrow(
      /^There is no folder .*none\.$/,
    );
    await expect(readGroundingFile(write(''), images)).rejects.toThrow(/lines\.jsonl holds no phrases\.$/);
    await expect(readGroundingFile(write({ ...LINE, phrases: [] }), images)).rejects.toThrow(/holds no phrases\.$/);
  });
});
