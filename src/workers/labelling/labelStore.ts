import { GlipError } from '../../model';
import { readJson, writeText, type Folder } from '../storage/folder';
import type {
  KeptPicture,
  LabelEntry,
  LabellingWorkerApi,
  LabelRecord,
  LabelSettings,
  OpenedLabelling,
} from '../messages/labelling';

const FOLDER = 'labelling';
const SETTINGS = 'settings.json';
const PICTURE = 'picture';
/** Written last, and once: a folder without it is no picture. */
const ABOUT = 'about.json';
/** Two, written in turn: whatever breaks off a write, the other is whole. */
const RECORDS = ['record.0.json', 'record.1.json'] as const;
const COPIED_BYTES = 4 * 2 ** 20;

interface NumberedRecord {
  readonly number: number;
  readonly record: LabelRecord;
}

/** The labelling in the browser's storage: a folder per picture, named by a number, with its file and what was made of it. */
export class LabelStore implements LabellingWorkerApi {
  /** Numbers of the records that were written last. */
  readonly #numbers = new Map<string, number>();
  #next = 0;

  constructor(private readonly root: Folder) {}

  async open(): Promise<OpenedLabelling> {
    const folder = await this.folder();
    const settings = (await readJson(folder, SETTINGS)) as LabelSettings | undefined;
    const entries: LabelEntry[] = [];
    for (const id of (await folder.folders()).sort()) {
      this.#next = Math.max(this.#next, Number.parseInt(id, 10) + 1);
      const entry = await this.read(id, await folder.folder(id));
      if (entry) entries.push(entry);
      else await folder.remove(id); // broken off while it was kept
    }
    return { lasting: true, settings, entries };
  }

  async saveSettings(settings: LabelSettings): Promise<void> {
    await writeText(await this.folder(), SETTINGS, JSON.stringify(settings));
  }

  async add(file: Blob, name: string, record: LabelRecord): Promise<LabelEntry> {
    const about: KeptPicture = { id: String(this.#next++).padStart(6, '0'), name, bytes: file.size };
    const folder = await this.folder();
    try {
      const place = await folder.folder(about.id);
      await copy(file, place);
      await this.saveRecord(about.id, record);
      await writeText(place, ABOUT, JSON.stringify(about));
      return { ...about, record };
    } catch (error) {
      await folder.remove(about.id);
      throw error;
    }
  }

  async saveRecord(id: string, record: LabelRecord): Promise<void> {
    const number = (this.#numbers.get(id) ?? 0) + 1;
    const place = await (await this.folder()).folder(id);
    await writeText(place, RECORDS[number % 2]!, JSON.stringify({ number, record } satisfies NumberedRecord));
    this.#numbers.set(id, number);
  }

  /** @throws GlipError `storage` if it is gone, as when the browser has cleared the site's data. */
  async picture(id: string): Promise<Blob> {
    const blob = await (await (await this.folder()).folder(id)).blob(PICTURE);
    if (!blob) throw new GlipError('storage', 'This picture is no longer in the browser’s storage. Bring it again.');
    return blob;
  }

  async clear(): Promise<void> {
    await this.root.remove(FOLDER);
    this.#numbers.clear();
    this.#next = 0;
  }

  private folder(): Promise<Folder> {
    return this.root.folder(FOLDER);
  }

  private async read(id: string, place: Folder): Promise<LabelEntry | undefined> {
    const about = (await readJson(place, ABOUT)) as KeptPicture | undefined;
    const records = (await Promise.all(RECORDS.map((name) => readJson(place, name)))) as (NumberedRecord | undefined)[];
    const newest = records.reduce((a, b) => ((b?.number ?? 0) > (a?.number ?? 0) ? b : a));
    if (!about || !newest) return undefined;
    this.#numbers.set(id, newest.number);
    return { ...about, record: newest.record };
  }
}

/** Piece by piece: the page may bring any number of large pictures. */
async function copy(file: Blob, place: Folder): Promise<void> {
  const target = await place.open(PICTURE);
  try {
    for (let at = 0; at < file.size; at += COPIED_BYTES)
      target.write(new Uint8Array(await file.slice(at, at + COPIED_BYTES).arrayBuffer()), at);
    target.flush();
  } finally {
    target.close();
  }
}
