import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArrivedBytes } from '../../src/workers/library/download/arrivedBytes';
import { fmix32 } from '../../tools/golden/weights';
import { DiskFolder } from '../support/diskFolder';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(path.join(os.tmpdir(), 'glip-arrived-'))));
afterAll(() => rm(directory, { recursive: true }));

const BYTES = Uint8Array.from({ length: 2000 }, (_, i) => fmix32(i));

it.each([1, 2, 3, 4, 5])('puts pieces together whatever their order and overlap (seed %d)', async (seed) => {
  const file = await new DiskFolder(directory).open(`pieces-${seed}`);
  let arrived = new ArrivedBytes(file);
  const here = new Set<number>();
  for (let i = 0; i < 60; i++) {
    const at = fmix32(seed * 1000 + 2 * i) % 1900;
    const length = 1 + (fmix32(seed * 1000 + 2 * i + 1) % 100);
    const before = here.size;
    for (let k = at; k < at + length; k++) here.add(k);
    expect(arrived.write(at, BYTES.subarray(at, at + length))).toBe(here.size - before);
    if (i % 20 === 19) arrived = new ArrivedBytes(file, arrived.extents);
    const wanted = BYTES.findIndex((_, k) => !here.has(k));
    expect(arrived.firstMissing(0, BYTES.length)).toBe(wanted);
    expect(arrived.read(at, length)).toEqual(BYTES.subarray(at, at + length));
  }
  expect(arrived.kept).toBe(here.size);
  file.close();
});

it('keeps one extent for what arrives in a row', async () => {
  const file = await new DiskFolder(directory).open('row');
  const arrived = new ArrivedBytes(file);
  for (let at = 100; at < 1000; at += 90) arrived.write(at, BYTES.subarray(at, at + 90));
  expect(arrived.extents).toEqual([{ at: 100, length: 900, place: 0 }]);
  file.close();
});
