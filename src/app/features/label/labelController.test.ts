import { beforeEach, describe, expect, it } from 'vitest';
import type { LabelledBox } from '../../../data/datasets/labelledPicture';
import type { GroundingClient } from '../../engine/groundingClient';
import { createAppStore } from '../../state/appStore';
import type { LabelEntry, LabellingWorkerApi, LabelRecord } from '../../../workers/messages/labelling';
import { createLabelController, type LabelController } from './labelController';

const NEW: LabelRecord = {
  caption: undefined,
  grounded: undefined,
  failure: undefined,
  boxes: undefined,
  review: 'open',
};
const GROUNDED = { text: 'cat', width: 90, height: 60, phrases: [], detections: [] };
const entry = (id: string, record: Partial<LabelRecord> = {}): LabelEntry => ({
  id,
  name: `${id}.png`,
  bytes: 1,
  record: { ...NEW, ...record },
});
const folder = ['1.png', '2.png', '3.png', '4.png', '5.png'].map((path) => ({ path, file: new File(['x'], path) }));
const box = (x: number): LabelledBox => ({ box: [x, 0, x + 9, 9], label: 'thing' });
const pause = (milliseconds = 1) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let saved: [id: string, record: LabelRecord][];
let label: LabelController;

/** A controller over storage that takes its time. */
function open(entries: readonly LabelEntry[] = [], prompt = ''): void {
  let next = 0;
  saved = [];
  const files = new Map(entries.map(({ id }) => [id, new Blob(['x'])]));
  const kept: LabellingWorkerApi = {
    open: () => Promise.resolve({ lasting: true, settings: { prompt, confidence: 0.5, paused: false }, entries }),
    saveSettings: () => Promise.resolve(),
    add: async (file, name, record) => {
      await pause(2);
      const id = `added-${next++}`;
      files.set(id, file);
      return { id, name, bytes: file.size, record };
    },
    saveRecord: (id, record) => {
      saved.push([id, record]);
      return Promise.resolve();
    },
    picture: (id) => Promise.resolve(files.get(id)!),
    clear: () => Promise.resolve(),
  };
  // It is not decided yet which model the page starts with.
  const ready = new Promise<GroundingClient>(() => undefined);
  const readBitmap = async () => {
    await pause(5);
    return { bitmap: { close: () => undefined } as ImageBitmap, width: 90, height: 60 };
  };
  label = createLabelController({
    page: {
      store: createAppStore(),
      engine: { ready: () => ready, isCurrent: () => true },
      openFiles: () => Promise.resolve(),
      drawExamples: () => Promise.resolve([]),
    },
    kept,
    readBitmap,
    persist: () => Promise.resolve(true),
  });
}

const names = () => label.store.getState().entries.map(({ name }) => name);
const record = (id: string) => label.store.getState().entries.find((other) => other.id === id)!.record;

describe('files', () => {
  beforeEach(() => open());

  it('the same folder dropped twice, while it is still being copied, is there once', async () => {
    await label.start();
    const first = label.addFiles(folder);
    await pause(3);
    await Promise.all([first, label.addFiles(folder)]);
    expect(names()).toEqual(['1.png', '2.png', '3.png', '4.png', '5.png']);
  });

  it('forgetting everything ends the import that is at work', async () => {
    await label.start();
    const importing = label.addFiles(folder);
    await pause(3);
    await label.clear();
    expect(names()).toEqual([]);
    await importing;
    await pause(20);
    expect(names()).toEqual([]);
  });

  it('files that come after everything was forgotten are taken', async () => {
    await label.start();
    await label.clear();
    await label.addFiles(folder);
    expect(label.store.getState().fault).toBeUndefined();
    expect(names()).toHaveLength(5);
  });
});

describe('boxes and decisions', () => {
  beforeEach(async () => {
    open([entry('waiting'), entry('done', { grounded: GROUNDED })]);
    await label.start();
  });

  it('two boxes drawn quickly on a picture that still waits are both kept', async () => {
    const draw = (x: number) => label.changeBoxes('waiting', (boxes) => [...boxes, box(x)]);
    const first = draw(0);
    await pause();
    await Promise.all([first, draw(20)]);
    expect(record('waiting').boxes).toEqual([box(0), box(20)]);
    expect(saved.at(-1)).toEqual(['waiting', record('waiting')]);
  });

  it('accepts nothing that nobody has looked for, and says so', () => {
    expect(label.review('waiting', 'accepted')).toBe(false);
    expect(record('waiting').review).toBe('open');
    expect(label.review('done', 'accepted')).toBe(true);
  });

  it('decisions and boxes are undone and redone, and stored', async () => {
    label.review('done', 'rejected');
    await label.changeBoxes('done', (boxes) => [...boxes, box(3)]);
    label.undo();
    expect(record('done')).toMatchObject({ review: 'rejected', boxes: undefined });
    label.undo();
    expect(record('done').review).toBe('open');
    expect(saved.at(-1)![1].review).toBe('open');
    label.redo();
    label.redo();
    expect(record('done')).toMatchObject({ review: 'rejected', boxes: [box(3)] });
    label.redo();
    expect(record('done').boxes).toEqual([box(3)]);
  });

  it('a picture that is forgotten while its edit waits does not come back', async () => {
    const edit = label.changeBoxes('waiting', (boxes) => [...boxes, box(0)]);
    await label.clear();
    await edit;
    expect(names()).toEqual([]);
  });
});

it('unfinished pictures wait for the model instead of failing', async () => {
  open([entry('a'), entry('b')], 'cat');
  await label.start();
  await pause(20);
  expect(record('a')).toEqual(NEW);
  expect(saved).toEqual([]);
  expect(label.store.getState().loop.state).toBe('running');
});
