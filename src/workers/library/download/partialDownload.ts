import { readConfig, type WeightFormat, type GlipConfig } from '../../../model';
import { definedOf } from '../store/definedOf';
import { OutOfSpace, readJson, writeText, type Folder, type OpenFile } from '../../storage/folder';
import { isFormat } from '../store/manifest';
import type { PendingDownload } from '../../messages/library';
import { ArrivedBytes, type Extent } from './arrivedBytes';
import type { RemoteIdentity } from './bodyStream';

const DATA = 'data';
const STATE = 'state.json';
const VERSION = 1;

/** What of a download outlives the page, beside the bytes. */
interface State {
  readonly version: typeof VERSION;
  readonly id: string;
  readonly title: string;
  /** Tried in this order; the first is the one whose bytes are here. */
  readonly addresses: readonly string[];
  readonly format: WeightFormat;
  readonly identity: RemoteIdentity;
  readonly needed?: number | undefined;
  readonly extents: readonly Extent[];
  /** What the visitor gave for a file that does not tell its config itself. */
  readonly config?: GlipConfig | undefined;
}

export type DownloadTask = Pick<State, 'id' | 'title' | 'addresses' | 'format' | 'config'>;

/** Bytes that may have to be fetched again after a crash. */
const SAVED_EVERY = 16 * 2 ** 20;

/** A download's part that has arrived, in the browser's storage: it survives the page. The caller holds the lock `adding`. */
export class PartialDownload {
  #unsaved = 0;

  private constructor(
    private readonly folder: Folder,
    private readonly file: OpenFile,
    private state: State,
    /** What is here of the remote file. */
    public arrived: ArrivedBytes,
  ) {}

  /** Goes on with what is there of the same download, and begins anew otherwise. */
  static async open(downloads: Folder, task: DownloadTask): Promise<PartialDownload> {
    const folder = await downloads.folder(task.id);
    const before = await readState(folder);
    const file = await folder.open(DATA);
    const goesOn = before && task.addresses.includes(before.addresses[0]!) && extentsFit(before.extents, file.size());
    const extents = goesOn ? before.extents : [];
    const first = goesOn ? before.addresses[0]! : task.addresses[0]!;
    const addresses = [first, ...task.addresses.filter((address) => address !== first)];
    const { identity = {}, needed, config } = goesOn ? before : {};
    const state: State = { ...definedOf({ needed, config }), ...task, version: VERSION, addresses, identity, extents };
    return new PartialDownload(folder, file, state, new ArrivedBytes(file, extents));
  }

  get addresses(): readonly string[] {
    return this.state.addresses;
  }

  get identity(): RemoteIdentity {
    return this.state.identity;
  }

  /** @throws GlipError `config` if what is kept of it is damaged. */
  get config(): GlipConfig | undefined {
    return this.state.config && readConfig(this.state.config);
  }

  get pending(): PendingDownload {
    return pendingOf({ ...this.state, extents: this.arrived.extents });
  }

  /** Forgets what has arrived, to begin anew from an address. */
  restart(address: string): void {
    this.file.truncate(0);
    const addresses = [address, ...this.state.addresses.filter((other) => other !== address)];
    this.state = { ...this.state, addresses, identity: {}, extents: [], needed: undefined };
    this.arrived = new ArrivedBytes(this.file);
  }

  describe(identity: RemoteIdentity, needed: number): void {
    this.state = { ...this.state, identity, needed };
  }

  /** To be told of all that arrives: every now and then the state is saved. */
  async noteArrived(bytes: number): Promise<void> {
    this.#unsaved += bytes;
    if (this.#unsaved >= SAVED_EVERY) await this.save();
  }

  async save(): Promise<void> {
    this.#unsaved = 0;
    try {
      this.file.flush(); // first the bytes, then the word that they are there
      await writeText(this.folder, STATE, JSON.stringify({ ...this.state, extents: this.arrived.extents }));
    } catch (error) {
      if (!(error instanceof OutOfSpace)) throw error; // without room there is no later visit to save for; this one goes on
    }
  }

  close(): void {
    this.file.close();
  }
}

/** The download that a folder holds; undefined if its state is not whole. */
export async function readPending(downloads: Folder, id: string): Promise<PendingDownload | undefined> {
  const state = await readState(await downloads.folder(id));
  return state && pendingOf(state);
}

function pendingOf({ id, title, addresses, format, needed, extents }: State): PendingDownload {
  const received = extents.reduce((sum, { length }) => sum + length, 0);
  return { id, title, address: addresses[0]!, received, format, ...definedOf({ needed }) };
}

async function readState(folder: Folder): Promise<State | undefined> {
  const state = (await readJson(folder, STATE)) as Partial<State> | undefined;
  const texts = [state?.id, state?.title, ...(state?.addresses ?? [undefined])].every(
    (value) => typeof value === 'string',
  );
  const whole =
    state?.version === VERSION &&
    texts &&
    isFormat(state.format) &&
    typeof state.identity === 'object' &&
    Array.isArray(state.extents);
  return whole ? (state as State) : undefined;
}

const extentsFit = (extents: readonly Extent[], fileBytes: number) =>
  extents.every(
    ({ at, length, place }) => [at, length, place].every(Number.isSafeInteger) && place + length <= fileBytes,
  );
