import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabelRecord } from '../../src/workers/messages/labelling';
import { LabelStore } from '../../src/workers/labelling/labelStore';
import { DiskFolder } from '../support/diskFolder';

let disk: string;
beforeEach(() => {
  disk = mkdtempSync(path.join(os.tmpdir(), 'glip-labels-'));
});
afterEach(() => rmSync(disk, { recursive: true }));

const OPEN: LabelRecord = {
  caption: undefined,
  grounded: undefined,
  failure: undefined,
  boxes: undefined,
  review: 'open',
};
const ACCEPTED: LabelRecord = { ...OPEN, review: 'accepted', boxes: [{ box: [0, 0, 9, 9], label: 'cat' }] };
const REJECTED: LabelRecord = { ...OPEN, review: 'rejected' };
const picture = (text: string) => new Blob([text]);
/** As another visit opens it. */
const reopened = () => new LabelStore(new DiskFolder(disk));
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

it('keeps pictures, what was made of them, and the settings, in their order', async () => {
  const store = reopened();
  expect(await store.open()).toEqual({ lasting: true, settings: undefined, entries: [] });
  const settings = { prompt: 'a cat', confidence: 0.4, paused: true };
  await store.saveSettings(settings);
  const a = await store.add(picture('aaa'), 'set/a.jpg', OPEN);
  const b = await store.add(picture('b'), 'b.jpg', OPEN);
  await store.saveRecord(a.id, ACCEPTED);
  const again = reopened();
  expect(plain(await again.open())).toEqual(
    plain({ lasting: true, settings, entries: [{ ...a, record: ACCEPTED }, b] }),
  );
  expect(await (await again.picture(a.id)).text()).toBe('aaa');
  const c = await again.add(picture('c'), 'c.jpg', OPEN);
  expect((await reopened().open()).entries.map(({ id }) => id)).toEqual([a.id, b.id, c.id]);
});

it('loses at most the record whose writing broke off', async () => {
  const store = reopened();
  const { id } = await store.add(picture('a'), 'a.jpg', OPEN);
  await store.saveRecord(id, ACCEPTED);
  await store.saveRecord(id, REJECTED);
  const broken = path.join(disk, 'labelling', id, 'record.1.json');
  truncateSync(broken, 9);
  const again = reopened();
  expect((await again.open()).entries[0]!.record.review).toBe('accepted');
  await again.saveRecord(id, REJECTED);
  expect((await reopened().open()).entries[0]!.record.review).toBe('rejected');
});

it('a picture for which there is no room leaves nothing, and neither does one that was cut off', async () => {
  const store = new LabelStore(new DiskFolder(disk, { bytes: 1000 }));
  await store.open();
  await store.add(picture('a'), 'a.jpg', OPEN);
  await expect(store.add(picture('b'.repeat(2000)), 'b.jpg', OPEN)).rejects.toMatchObject({ code: 'storage' });
  expect((await reopened().open()).entries.map(({ name }) => name)).toEqual(['a.jpg']);
  const [only] = readdirSync(path.join(disk, 'labelling'));
  rmSync(path.join(disk, 'labelling', only!, 'about.json'));
  expect((await reopened().open()).entries).toEqual([]);
  expect(readdirSync(path.join(disk, 'labelling'))).toEqual([]);
});

it('is forgotten as a whole', async () => {
  const store = reopened();
  const { id } = await store.add(picture('a'), 'a.jpg', OPEN);
  await store.clear();
  expect(await store.open()).toEqual({ lasting: true, settings: undefined, entries: [] });
  await expect(store.picture(id)).rejects.toMatchObject({ code: 'storage' });
});
