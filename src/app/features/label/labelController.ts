import { readCocoBoxes } from '../../../data/datasets/coco';
import { labelOf, type LabelledBox } from '../../../data/datasets/labelledPicture';
import { categoryPrompt, plainWording } from '../../../data/datasets/categoryPrompt';
import { readCocoTruth } from '../../../data/datasets/cocoFile';
import { readAt } from '../../../model';
import { openLabelling } from '../../engine/labellingClient';
import type { GroundedPicture, LabelEntry, LabelRecord, LabelSettings } from '../../../workers/messages/labelling';
import { Loop } from '../../lib/loop';
import { isOfModel, withPicture } from '../../engine/batchPicture';
import type { PathFile } from '../../lib/pathFile';
import { PictureIndex } from '../../lib/pictureIndex';
import { openBitmap } from '../../picture/decode';
import { inputSizeOf } from '../../state/pace';
import { isWeightsName } from '../../lib/fileKinds';
import { isAbort, isOfPage, sentenceOf } from '../../engine/sentence';
import { client, openFiles } from '../../shell/page';
import { appStore } from '../../state/appStore';
import { sortAdded } from './addedFiles';
import { boxesOf, nextToGround, textOf } from './reviewStatus';
import { labelStore } from './labelStore';

/** The labelling beyond its plain data: what is kept on the device, and the work of the model on it. */

const kept = openLabelling();
const files = new Map<string, Promise<Blob>>();
const loop = new Loop(groundNext, (state) => labelStore.getState().loopChanged(state));

const NEW: LabelRecord = {
  caption: undefined,
  grounded: undefined,
  failure: undefined,
  boxes: undefined,
  review: 'open',
};

let opening: Promise<void> | undefined;
/** AddedFiles while a part of the page did not work. */
let waiting: readonly PathFile[] = [];

void tryAgain();

/** Reads what is kept, once, and goes on with it unless it was paused. @throws what the worker does; calling again is trying again. */
function opened(): Promise<void> {
  opening ??= kept.open().then((labelling) => {
    labelStore.getState().labellingOpened(labelling);
    if (labelling.settings?.paused !== true) void work();
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

/** Opens what is kept, and takes in what was brought to no avail. */
export async function tryAgain(): Promise<void> {
  labelStore.getState().told({});
  try {
    await opened();
    if (waiting.length > 0) await bring([]);
  } catch (error) {
    tell(error);
  }
}

const tell = (error: unknown) => labelStore.getState().told({ fault: sentenceOf(error), repeatable: isOfPage(error) });

// Where nothing can be stored, a reload takes all of it.
addEventListener('beforeunload', (event) => {
  const { lasting, entries } = labelStore.getState();
  if (!lasting && entries.length > 0) event.preventDefault();
});

/** The file of a picture; it stays on the disk until somebody reads it. */
export function pictureFile(id: string): Promise<Blob> {
  const known = files.get(id);
  if (known) return known;
  const file = kept.picture(id);
  files.set(id, file);
  file.catch(() => files.delete(id));
  return file;
}

const shown = new Map<string, Promise<Blob | undefined>>();

/** The same for showing it; undefined where it cannot be read any more. */
export function shownPicture(id: string): Promise<Blob | undefined> {
  const known = shown.get(id);
  if (known) return known;
  const file = pictureFile(id).catch(() => undefined);
  shown.set(id, file);
  return file;
}

/** Takes pictures, captions and COCO annotations in, in any order. */
export async function bring(brought: readonly PathFile[]): Promise<void> {
  if (brought.some(({ path }) => isWeightsName(path))) return openFiles(brought.map(({ file }) => file));
  const { told } = labelStore.getState();
  told({});
  const all = [...waiting, ...brought];
  waiting = [];
  try {
    await opened();
    const { entries } = labelStore.getState();
    const sorted = await sortAdded(
      all,
      entries.map(({ name }) => name),
    );
    const { pictures, annotations, captions } = sorted;
    if (pictures.length + annotations.length + captions.size === 0)
      throw new Error(`There are no pictures among these ${all.length} files.`);
    await keepPictures(pictures, captions);
    await takeCaptions(captions);
    for (const file of annotations) await takeAnnotations(file);
    if (sorted.unused > 0) told({ note: `${sorted.unused} captions belong to no picture that is here.` });
  } catch (error) {
    if (isOfPage(error)) waiting = all;
    tell(error);
  } finally {
    labelStore.getState().keepingProgressed(undefined);
  }
  const { opened: isOpen, settings } = labelStore.getState();
  if (isOpen && !settings.paused) await work();
}

async function keepPictures(pictures: readonly PathFile[], captions: ReadonlyMap<string, string>): Promise<void> {
  const { entries, keepingProgressed, pictureKept } = labelStore.getState();
  const sameFile = (name: string, bytes: number) => `${bytes} ${name}`;
  const known = new Set(entries.map(({ name, bytes }) => sameFile(name, bytes)));
  const fresh = pictures.filter(({ path, file }) => !known.has(sameFile(path, file.size)));
  // Browsers may ask the visitor, or decide by themselves.
  if (fresh.length > 0) void navigator.storage?.persist?.();
  for (const [done, { path, file }] of fresh.entries()) {
    keepingProgressed({ done, total: fresh.length });
    pictureKept(await kept.add(file, path, { ...NEW, caption: captions.get(path) }));
    if (!labelStore.getState().settings.paused) void work();
  }
}

/** For pictures that were there before their captions. */
async function takeCaptions(captions: ReadonlyMap<string, string>): Promise<void> {
  for (const { id, name, record } of labelStore.getState().entries) {
    const caption = captions.get(name);
    if (caption !== undefined && caption !== record.caption && isUntouched(record))
      await saveRecord(id, { ...NEW, caption });
  }
}

/** Boxes that were labelled elsewhere stand as accepted; the rest of the pictures is asked for the same things. */
async function takeAnnotations({ path, file }: PathFile): Promise<void> {
  const text = await file.text();
  const truth = readAt(path, () => readCocoTruth(text));
  const { entries, settings, told } = labelStore.getState();
  const index = new PictureIndex(entries.map((entry) => ({ path: entry.name, entry })));
  let taken = 0;
  for (const [name, boxes] of readCocoBoxes(truth)) {
    const entry = index.find(name)?.entry;
    if (!entry) continue;
    await saveRecord(entry.id, {
      ...entry.record,
      failure: undefined,
      grounded: entry.record.grounded ?? (await ungrounded(entry)),
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

/** What is known of a picture in which people drew the boxes: its size. */
async function ungrounded({ id, name, record }: LabelEntry): Promise<GroundedPicture> {
  const { bitmap, width, height } = await openBitmap(await pictureFile(id), name);
  bitmap.close();
  return { text: record.caption ?? '', width, height, phrases: [], detections: [] };
}

/** Grounds another text in all pictures without a caption that nobody has decided on yet. */
export async function ask(prompt: string): Promise<void> {
  const { entries, settings } = labelStore.getState();
  if (prompt !== settings.prompt) {
    for (const { id, record } of entries)
      if (record.caption === undefined && isUntouched(record)) await saveRecord(id, NEW);
  }
  await resume({ prompt });
}

/** Asks once more about pictures that could not be grounded. */
export async function retryFailed(): Promise<void> {
  for (const { id, record } of labelStore.getState().entries)
    if (record.failure !== undefined) await saveRecord(id, { ...record, failure: undefined });
  await resume();
}

const isUntouched = ({ review, boxes }: LabelRecord) => review === 'open' && boxes === undefined;

export const setConfidence = (confidence: number) => changeSettings({ confidence });

export async function pause(): Promise<void> {
  await Promise.all([changeSettings({ paused: true }), loop.pause()]);
}

export async function resume(change: Partial<LabelSettings> = {}): Promise<void> {
  await changeSettings({ ...change, paused: false });
  await work();
}

/** Decides on a picture. What is accepted no longer follows the confidence; nothing is accepted that nobody has looked for. */
export async function review(id: string, decision: LabelRecord['review']): Promise<void> {
  const { settings } = labelStore.getState();
  const { record } = entryOf(id);
  if (decision === 'accepted' && !record.grounded) return;
  const boxes = decision === 'accepted' ? boxesOf(record, settings.confidence) : record.boxes;
  await saveRecord(id, { ...record, boxes, review: decision });
}

/** @param boxes undefined: what the model proposes. */
export async function setBoxes(id: string, boxes: readonly LabelledBox[] | undefined): Promise<void> {
  const entry = entryOf(id);
  await saveRecord(id, { ...entry.record, grounded: entry.record.grounded ?? (await ungrounded(entry)), boxes });
}

/** A box under another name; a person has looked at it. */
export const relabelled = ({ box }: LabelledBox, label: string): LabelledBox => ({ box, label: labelOf(label) });

/** Forgets everything. */
export async function clear(): Promise<void> {
  await loop.pause();
  await kept.clear();
  files.clear();
  shown.clear();
  const { lasting, labellingOpened } = labelStore.getState();
  labellingOpened({ lasting, settings: undefined, entries: [] });
}

const entryOf = (id: string): LabelEntry => labelStore.getState().entries.find((entry) => entry.id === id)!;

/** Shown at once and kept at once: what is seen survives a closed tab. */
async function saveRecord(id: string, record: LabelRecord): Promise<void> {
  labelStore.getState().recordChanged(id, record);
  await keep(() => kept.saveRecord(id, record));
}

async function changeSettings(change: Partial<LabelSettings>): Promise<void> {
  labelStore.getState().settingsChanged(change);
  await keep(() => kept.saveSettings(labelStore.getState().settings));
}

async function keep(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    labelStore
      .getState()
      .told({ fault: `This change could not be stored, and would be lost with this tab. ${sentenceOf(error)}` });
  }
}

async function work(): Promise<void> {
  try {
    await loop.run();
  } catch (error) {
    labelStore.getState().told({ fault: sentenceOf(error) });
  }
}

async function groundNext(): Promise<boolean> {
  const { entries, settings } = labelStore.getState();
  const entry = nextToGround(entries, settings);
  if (!entry) return false;
  const text = textOf(entry, settings);
  const result = await ground(entry, text);
  // Other words may have been asked for meanwhile, or all of it forgotten.
  const now = labelStore.getState();
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
  const model = client();
  try {
    const file = await pictureFile(id);
    const grounded = await withPicture(
      model,
      inputSizeOf(appStore.getState()),
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
    if (isAbort(error) && model !== client()) return undefined;
    if (isOfModel(error)) throw error;
    return { grounded: undefined, failure: sentenceOf(error) };
  }
}
