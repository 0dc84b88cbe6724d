import { readCocoBoxes } from '../../../data/datasets/coco';
import { labelOf, type LabelledBox } from '../../../data/datasets/labelledPicture';
import { categoryPrompt, plainWording } from '../../../data/datasets/categoryPrompt';
import { readCocoTruth } from '../../../data/datasets/cocoFile';
import { readAt } from '../../../model';
import { openLabelling } from '../../engine/labellingClient';
import type {
  GroundedPicture,
  LabelEntry,
  LabellingWorkerApi,
  LabelRecord,
  LabelSettings,
} from '../../../workers/messages/labelling';
import { Loop } from '../../lib/loop';
import { isOfModel, withPicture } from '../../engine/batchPicture';
import type { PathFile } from '../../lib/pathFile';
import { PictureIndex } from '../../lib/pictureIndex';
import { openBitmap } from '../../picture/decode';
import { inputSizeOf } from '../../state/pace';
import { isModelDrop } from '../../lib/fileKinds';
import { isAbort, isOfPage, sentenceOf } from '../../engine/sentence';
import { record, redo, undo } from '../../lib/history';
import { createSerialQueue } from '../../lib/serialQueue';
import type { Page } from '../../page';
import { sortAdded } from './addedFiles';
import { boxesOf, nextToGround, textOf } from './reviewStatus';
import { createLabelStore, type Decision, type LabelStoreApi } from './labelStore';

/** What the Label view can ask for. Pictures, captions and boxes are kept on the device with every change. */
export interface LabelController {
  readonly store: LabelStoreApi;
  /** Opens what is kept and goes on with it, and takes in what was added in vain before. */
  readonly start: () => Promise<void>;
  /** Takes pictures, captions and COCO annotations in, in any order. */
  readonly addFiles: (files: readonly PathFile[]) => Promise<void>;
  /** Fills the empty view with pictures and captions of ours. */
  readonly addExample: () => Promise<void>;
  /** Grounds another text in all pictures without a caption that nobody has decided on yet. */
  readonly ask: (prompt: string) => Promise<void>;
  /** Asks once more about pictures that could not be grounded. */
  readonly retryFailed: () => Promise<void>;
  readonly setConfidence: (confidence: number) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly resume: (change?: Partial<LabelSettings>) => Promise<void>;
  /** Decides on a picture. Returns whether it was decided: nothing is accepted that nobody has looked for. */
  readonly review: (id: string, decision: LabelRecord['review']) => boolean;
  /** Changes the boxes as they stand when it is this change's turn. */
  readonly changeBoxes: (
    id: string,
    change: (boxes: readonly LabelledBox[]) => readonly LabelledBox[],
  ) => Promise<void>;
  /** Goes back to what the model proposes. */
  readonly resetBoxes: (id: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Forgets everything, an import at work included. */
  readonly clear: () => Promise<void>;
  /** The file of a picture, for showing it; undefined where it cannot be read any more. */
  readonly shownPicture: (id: string) => Promise<Blob | undefined>;
}

interface LabelParts {
  readonly page: Pick<Page, 'store' | 'openFiles' | 'drawExamples'> & {
    readonly engine: Pick<Page['engine'], 'ready' | 'isCurrent'>;
  };
  readonly kept?: LabellingWorkerApi;
  readonly readBitmap?: typeof openBitmap;
  /** Asks the browser to keep what is stored when it needs room. */
  readonly persist?: () => Promise<unknown>;
}

const NEW: LabelRecord = {
  caption: undefined,
  grounded: undefined,
  failure: undefined,
  boxes: undefined,
  review: 'open',
};

const isUntouched = ({ review, boxes }: LabelRecord) => review === 'open' && boxes === undefined;

/** A box under another name; a person has looked at it. */
export const relabelled = ({ box }: LabelledBox, label: string): LabelledBox => ({ box, label: labelOf(label) });

export function createLabelController({
  page,
  kept = openLabelling(),
  readBitmap = openBitmap,
  persist = async () => navigator.storage?.persist?.(),
}: LabelParts): LabelController {
  const store = createLabelStore();
  const files = new Map<string, Promise<Blob>>();
  const shown = new Map<string, Promise<Blob | undefined>>();
  const sizes = new Map<string, Promise<GroundedPicture>>();
  const loop = new Loop(groundNext, (state) => store.getState().loopChanged(state));
  /** Files are taken in one after the other; what is already there is known when the next ones come. */
  const imports = createSerialQueue();
  /** Aborted when all is forgotten: an import that is under way must not go on into the empty list. */
  let importing = new AbortController();
  let opening: Promise<void> | undefined;
  /** Added while a part of the page did not work. */
  let waiting: readonly PathFile[] = [];

  /** Reads what is kept, once, and goes on with it unless it was paused. @throws what the worker does; calling again is trying again. */
  function opened(): Promise<void> {
    opening ??= kept.open().then((labelling) => {
      store.getState().labellingOpened(labelling);
      if (labelling.settings?.paused !== true) void work();
    });
    opening.catch(() => (opening = undefined));
    return opening;
  }

  async function start(): Promise<void> {
    store.getState().told({});
    try {
      await opened();
      if (waiting.length > 0) await addFiles([]);
    } catch (error) {
      tell(error);
    }
  }

  const tell = (error: unknown) => store.getState().told({ fault: sentenceOf(error), repeatable: isOfPage(error) });

  /** The file of a picture; it stays on the disk until somebody reads it. */
  function pictureFile(id: string): Promise<Blob> {
    const known = files.get(id);
    if (known) return known;
    const file = kept.picture(id);
    files.set(id, file);
    file.catch(() => files.delete(id));
    return file;
  }

  function shownPicture(id: string): Promise<Blob | undefined> {
    const known = shown.get(id);
    if (known) return known;
    const file = pictureFile(id).catch(() => undefined);
    shown.set(id, file);
    return file;
  }

  async function addFiles(added: readonly PathFile[]): Promise<void> {
    if (isModelDrop(added.map(({ path }) => path))) return page.openFiles(added.map(({ file }) => file));
    const { signal } = importing;
    await imports.run(() => takeIn(added, signal));
    const { opened: isOpen, settings } = store.getState();
    if (isOpen && !settings.paused) await work();
  }

  async function takeIn(added: readonly PathFile[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { told } = store.getState();
    told({});
    const all = [...waiting, ...added];
    waiting = [];
    try {
      await opened();
      const { entries } = store.getState();
      const sorted = await sortAdded(
        all,
        entries.map(({ name }) => name),
      );
      const { pictures, annotations, captions } = sorted;
      if (pictures.length + annotations.length + captions.size === 0)
        throw new Error(`There are no pictures among these ${all.length} files.`);
      await keepPictures(pictures, captions, signal);
      if (signal.aborted) return;
      await takeCaptions(captions);
      for (const file of annotations) await takeAnnotations(file);
      if (sorted.unused > 0) told({ note: `${sorted.unused} captions belong to no picture that is here.` });
    } catch (error) {
      if (isOfPage(error)) waiting = all;
      tell(error);
    } finally {
      store.getState().keepingProgressed(undefined);
    }
  }

  async function keepPictures(
    pictures: readonly PathFile[],
    captions: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { entries, keepingProgressed, pictureKept } = store.getState();
    const sameFile = (name: string, bytes: number) => `${bytes} ${name}`;
    const known = new Set(entries.map(({ name, bytes }) => sameFile(name, bytes)));
    const fresh = pictures.filter(({ path, file }) => !known.has(sameFile(path, file.size)));
    // Browsers may ask the visitor, or decide by themselves.
    if (fresh.length > 0) void persist().catch(() => undefined);
    for (const [done, { path, file }] of fresh.entries()) {
      if (signal.aborted) return;
      keepingProgressed({ done, total: fresh.length });
      pictureKept(await kept.add(file, path, { ...NEW, caption: captions.get(path) }));
      if (!store.getState().settings.paused) void work();
    }
  }

  async function addExample(): Promise<void> {
    try {
      const examples = await page.drawExamples(6);
      const lines = examples.map(({ file, caption }) => JSON.stringify({ image: file.name, caption })).join('\n');
      const captions = new File([lines], 'captions.jsonl');
      await addFiles([...examples.map(({ file }) => file), captions].map((file) => ({ path: file.name, file })));
    } catch (error) {
      tell(error);
    }
  }

  /** For pictures that were there before their captions. */
  async function takeCaptions(captions: ReadonlyMap<string, string>): Promise<void> {
    for (const { id, name, record } of store.getState().entries) {
      const caption = captions.get(name);
      if (caption !== undefined && caption !== record.caption && isUntouched(record))
        await saveRecord(id, { ...NEW, caption });
    }
  }

  /** Boxes that were labelled elsewhere stand as accepted; the rest of the pictures is asked for the same things. */
  async function takeAnnotations({ path, file }: PathFile): Promise<void> {
    const text = await file.text();
    const truth = readAt(path, () => readCocoTruth(text));
    const { entries, settings, told } = store.getState();
    const index = new PictureIndex(entries.map((entry) => ({ path: entry.name, entry })));
    let taken = 0;
    for (const [name, boxes] of readCocoBoxes(truth)) {
      const entry = index.find(name)?.entry;
      if (!entry) continue;
      await saveRecord(entry.id, {
        ...entry.record,
        failure: undefined,
        grounded: entry.record.grounded ?? (await sizeOf(entry)),
        boxes,
        review: 'accepted',
      });
      taken++;
    }
    if (settings.prompt.trim() === '' && truth.categories.length > 0)
      await changeSettings({ prompt: categoryPrompt(truth.categories.map(plainWording)).prompt });
    told({
      note: `${path}: boxes of ${taken} pictures were taken over as accepted.${taken === 0 ? ' None of its pictures is here: bring them as well.' : ''}`,
    });
  }

  /** What is known of a picture in which people drew the boxes: its size. Read once, however many edits wait for it. */
  function sizeOf({ id, name, record }: LabelEntry): Promise<GroundedPicture> {
    const known = sizes.get(id);
    if (known) return known;
    const size = (async () => {
      const { bitmap, width, height } = await readBitmap(await pictureFile(id), name);
      bitmap.close();
      return { text: record.caption ?? '', width, height, phrases: [], detections: [] };
    })();
    sizes.set(id, size);
    size.catch(() => sizes.delete(id));
    return size;
  }

  async function ask(prompt: string): Promise<void> {
    const { entries, settings } = store.getState();
    if (prompt !== settings.prompt) {
      for (const { id, record } of entries)
        if (record.caption === undefined && isUntouched(record)) await saveRecord(id, NEW);
    }
    await resume({ prompt });
  }

  async function retryFailed(): Promise<void> {
    for (const { id, record } of store.getState().entries)
      if (record.failure !== undefined) await saveRecord(id, { ...record, failure: undefined });
    await resume();
  }

  async function pause(): Promise<void> {
    await Promise.all([changeSettings({ paused: true }), loop.pause()]);
  }

  async function resume(change: Partial<LabelSettings> = {}): Promise<void> {
    await changeSettings({ ...change, paused: false });
    await work();
  }

  function review(id: string, decision: LabelRecord['review']): boolean {
    const { settings } = store.getState();
    const { record } = entryOf(id);
    if (decision === 'accepted' && !record.grounded) return false;
    // What is accepted no longer follows the confidence.
    const boxes = decision === 'accepted' ? boxesOf(record, settings.confidence) : record.boxes;
    decide(id, { boxes, review: decision });
    return true;
  }

  async function changeBoxes(
    id: string,
    change: (boxes: readonly LabelledBox[]) => readonly LabelledBox[],
  ): Promise<void> {
    try {
      const grounded = entryOf(id).record.grounded ?? (await sizeOf(entryOf(id)));
      const { entries, settings } = store.getState();
      // All may have been forgotten meanwhile.
      const entry = entries.find((other) => other.id === id);
      if (!entry) return;
      const boxes = change(boxesOf(entry.record, settings.confidence));
      decide(id, { boxes, review: entry.record.review }, { grounded: entry.record.grounded ?? grounded });
    } catch (error) {
      tell(error);
    }
  }

  /** Changes what a visitor has decided on a picture, such that it can be undone. */
  function decide(id: string, decided: Omit<Decision, 'id'>, more: Partial<LabelRecord> = {}): void {
    const { record: before } = entryOf(id);
    const { history, historyChanged } = store.getState();
    historyChanged(record(history, { id, boxes: before.boxes, review: before.review }));
    void saveRecord(id, { ...before, ...more, ...decided });
  }

  function step(walk: typeof undo | typeof redo, next: Decision | undefined): void {
    const { entries, history, historyChanged } = store.getState();
    const entry = entries.find(({ id }) => id === next?.id);
    if (!entry) return;
    const { boxes, review } = entry.record;
    const stepped = walk(history, { id: entry.id, boxes, review });
    if (!stepped) return;
    historyChanged(stepped.history);
    void saveRecord(entry.id, { ...entry.record, boxes: stepped.work.boxes, review: stepped.work.review });
  }

  async function clear(): Promise<void> {
    importing.abort();
    importing = new AbortController();
    await imports.run(async () => {
      try {
        await loop.pause();
        await kept.clear();
        for (const map of [files, shown, sizes]) map.clear();
        const { lasting, labellingOpened } = store.getState();
        labellingOpened({ lasting, settings: undefined, entries: [] });
      } catch (error) {
        tell(error);
      }
    });
  }

  const entryOf = (id: string): LabelEntry => store.getState().entries.find((entry) => entry.id === id)!;

  /** Shown at once and kept at once: what is seen survives a closed tab. */
  async function saveRecord(id: string, record: LabelRecord): Promise<void> {
    store.getState().recordChanged(id, record);
    await keep(() => kept.saveRecord(id, record));
  }

  async function changeSettings(change: Partial<LabelSettings>): Promise<void> {
    store.getState().settingsChanged(change);
    await keep(() => kept.saveSettings(store.getState().settings));
  }

  async function keep(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      store
        .getState()
        .told({ fault: `This change could not be stored, and would be lost with this tab. ${sentenceOf(error)}` });
    }
  }

  async function work(): Promise<void> {
    try {
      await loop.run();
    } catch (error) {
      store.getState().told({ fault: sentenceOf(error) });
    }
  }

  async function groundNext(): Promise<boolean> {
    const { entries, settings } = store.getState();
    const entry = nextToGround(entries, settings);
    if (!entry) return false;
    const text = textOf(entry, settings);
    const result = await ground(entry, text);
    // Other words may have been asked for meanwhile, or all of it forgotten.
    const now = store.getState();
    const same = now.entries.find(({ id }) => id === entry.id);
    if (same && result && isUntouched(same.record) && textOf(same, now.settings) === text)
      await saveRecord(entry.id, { ...same.record, ...result });
    return true;
  }

  /** @returns undefined where another model took over on the way: it is asked next. */
  async function ground(
    { id, name }: LabelEntry,
    text: string,
  ): Promise<Pick<LabelRecord, 'grounded' | 'failure'> | undefined> {
    const model = await page.engine.ready();
    try {
      const file = await pictureFile(id);
      const grounded = await withPicture(
        model,
        inputSizeOf(page.store.getState()),
        { file, name },
        async ({ id, width, height, ground }) => {
          const { parsed, detections } = await ground({ image: { id, width, height }, prompt: text, spans: [] });
          return {
            text,
            width,
            height,
            phrases: parsed.phrases.map(({ start, end, text }) => ({ start, end, text })),
            detections,
          };
        },
      );
      return { grounded, failure: undefined };
    } catch (error) {
      if (isAbort(error) && !page.engine.isCurrent(model)) return undefined;
      if (isOfModel(error)) throw error;
      return { grounded: undefined, failure: sentenceOf(error) };
    }
  }

  return {
    store,
    start,
    addFiles,
    addExample,
    ask,
    retryFailed,
    setConfidence: (confidence) => changeSettings({ confidence }),
    pause,
    resume,
    review,
    changeBoxes,
    resetBoxes: (id) => decide(id, { boxes: undefined, review: entryOf(id).record.review }),
    undo: () => step(undo, store.getState().history.past.at(-1)),
    redo: () => step(redo, store.getState().history.future[0]),
    clear,
    shownPicture,
  };
}
