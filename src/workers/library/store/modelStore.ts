import {
  blobSource,
  elementsOf,
  GlipError,
  glipMetadata,
  openSafetensors,
  readConfig,
  writeSafetensors,
  type CheckpointTensor,
  type WeightFormat,
  type GlipCheckpoint,
  type GlipConfig,
} from '../../../model';
import { checkerOf, ChecksumSink } from './checksums';
import { readJson, writeText, type Folder } from '../../storage/folder';
import { adding, files, type Locks } from '../../storage/locks';
import { readManifest, VERSION, type Manifest } from './manifest';
import type { Origin, StoredModel, TokenizerTexts } from '../../messages/library';

const WEIGHTS = 'model.safetensors';
const CONFIG = 'config.json';
const TOKENIZER = 'tokenizer.json';
const MANIFEST = 'manifest.json';

export interface NewModel {
  readonly id: string;
  readonly title: string;
  readonly origin: Origin;
  readonly checkpoint: GlipCheckpoint;
  readonly format: WeightFormat;
  readonly tokenizer: TokenizerTexts | undefined;
}

/** A stored model, ready for loading. */
export interface OpenedModel {
  readonly config: GlipConfig;
  readonly tokenizer: TokenizerTexts | undefined;
  /** Each is checked against its checksum when it is read. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

interface Kept {
  readonly manifest: Manifest;
  /** The folder's name: `ID.STAMP`, a new one each time that the model is stored. */
  readonly name: string;
  readonly folder: Folder;
}

/**
 * The models in the browser's storage, each a folder. A model is whole when its manifest is there, which is written last: whatever
 * breaks off before leaves a folder without one, which is no model and is cleared away later.
 */
export class ModelStore {
  constructor(
    private readonly root: Folder,
    private readonly locks: Locks,
  ) {}

  /** Newest first. */
  async list(): Promise<StoredModel[]> {
    const models = await Promise.all((await this.kept()).map(describe));
    return models.sort((a, b) => b.added.localeCompare(a.added));
  }

  /**
   * Writes a model, one tensor at a time, and then puts it in the place of an older one with the same id.
   * The caller holds the lock `adding`. @throws OutOfSpace, after which nothing of it is left; or what reading the checkpoint throws.
   */
  async add(
    { checkpoint, format, tokenizer, ...about }: NewModel,
    onFraction?: (fraction: number) => void,
  ): Promise<StoredModel> {
    const name = `${about.id}.${Date.now().toString(36)}`;
    const models = await this.models();
    try {
      const folder = await models.folder(name);
      const { written, checksums } = await writeWeights(folder, checkpoint, format, onFraction);
      await writeText(folder, CONFIG, JSON.stringify(checkpoint.config));
      if (tokenizer) await writeText(folder, TOKENIZER, JSON.stringify(tokenizer));
      const manifest: Manifest = {
        ...about,
        version: VERSION,
        variant: checkpoint.config.name,
        parameters: elementsOf(checkpoint),
        format,
        keptF32: written.kept,
        ...(checkpoint.classes && { classes: checkpoint.classes }),
        added: new Date().toISOString(),
        weightsBytes: written.bytes,
        checksums,
      };
      await writeText(folder, MANIFEST, JSON.stringify(manifest));
      await this.removeOlder(about.id, name);
      return await describe({ manifest, name, folder });
    } catch (error) {
      await models.remove(name);
      throw error;
    }
  }

  /** @throws GlipError `model-busy` while somebody loads it. */
  async remove(id: string): Promise<void> {
    await this.locks.exclusive(adding(id), () =>
      this.locks.exclusive(files(id), async () => {
        for (const { name } of await this.kept(id)) await (await this.models()).remove(name);
      }),
    );
  }

  async setTokenizer(id: string, tokenizer: TokenizerTexts): Promise<StoredModel> {
    return this.locks.exclusive(adding(id), async () => {
      const kept = await this.find(id);
      await writeText(kept.folder, TOKENIZER, JSON.stringify(tokenizer));
      return describe(kept);
    });
  }

  async config(id: string): Promise<GlipConfig> {
    return readConfig(await readJson((await this.find(id)).folder, CONFIG));
  }

  async tokenizer(id: string): Promise<TokenizerTexts | undefined> {
    return readTokenizerTexts((await this.find(id)).folder);
  }

  /** Opens a model for loading; until `use` ends nobody can remove it. @throws GlipError `model-missing` */
  async open<T>(id: string, use: (model: OpenedModel) => Promise<T>): Promise<T> {
    return this.locks.shared(files(id), async () => {
      const { folder, manifest } = await this.find(id);
      const weights = (await folder.blob(WEIGHTS))!;
      const config = readConfig(await readJson(folder, CONFIG));
      const { tensors } = await openSafetensors(blobSource(weights), checkerOf(manifest.checksums));
      return use({
        config,
        tokenizer: await readTokenizerTexts(folder),
        tensors,
      });
    });
  }

  /** Clears away what broken-off writes have left, unless somebody is still at it. */
  async tidy(): Promise<void> {
    const models = await this.models();
    const whole = new Set((await this.kept()).map(({ name }) => name));
    for (const name of await models.folders()) {
      const inUse = (await this.locks.isHeld(adding(idOf(name)))) || (await this.locks.isHeld(files(idOf(name))));
      if (!whole.has(name) && !inUse) await models.remove(name);
    }
  }

  private models(): Promise<Folder> {
    return this.root.folder('models');
  }

  /** Whole models; of two with the same id, as a tab that was closed at the wrong moment leaves them, the newer one. */
  private async kept(id?: string): Promise<Kept[]> {
    const models = await this.models();
    const newest = new Map<string, Kept>();
    for (const name of await models.folders()) {
      if (id !== undefined && idOf(name) !== id) continue;
      const folder = await models.folder(name);
      const manifest = readManifest(await readJson(folder, MANIFEST));
      if (!manifest || (await folder.blob(WEIGHTS))?.size !== manifest.weightsBytes) continue;
      const other = newest.get(manifest.id);
      if (!other || other.manifest.added < manifest.added) newest.set(manifest.id, { manifest, name, folder });
    }
    return [...newest.values()];
  }

  private async find(id: string): Promise<Kept> {
    const [kept] = await this.kept(id);
    if (!kept)
      throw new GlipError(
        'model-missing',
        `The model “${id}” is not stored in this browser. Get it again, or open its file.`,
      );
    return kept;
  }

  /** Left to `tidy` of a later visit where somebody still reads the older one. */
  private async removeOlder(id: string, keep: string): Promise<void> {
    if (await this.locks.isHeld(files(id))) return;
    const models = await this.models();
    for (const name of await models.folders()) if (idOf(name) === id && name !== keep) await models.remove(name);
  }
}

const idOf = (folderName: string) => folderName.slice(0, folderName.lastIndexOf('.'));

async function writeWeights(
  folder: Folder,
  checkpoint: GlipCheckpoint,
  format: WeightFormat,
  onFraction?: (fraction: number) => void,
) {
  const file = await folder.open(WEIGHTS);
  try {
    const sink = new ChecksumSink({ write: (bytes, at) => file.write(bytes, at) });
    const onTensor = (name: string, share: number) => {
      sink.finish(name);
      onFraction?.(share);
    };
    const written = await writeSafetensors(checkpoint.tensors, format, sink, {
      metadata: glipMetadata(checkpoint),
      onTensor,
    });
    file.flush();
    return { written, checksums: sink.checksums };
  } finally {
    file.close();
  }
}

async function describe({ manifest, folder }: Kept): Promise<StoredModel> {
  const { id, title, variant, parameters, format, keptF32, classes, origin, added, weightsBytes } = manifest;
  const tokenizer = await readTokenizerTexts(folder);
  const bytes = weightsBytes + (tokenizer ? tokenizer['tokenizer.json'].length : 0);
  return {
    id,
    title,
    variant,
    parameters,
    format,
    keptF32,
    ...(classes && { classes }),
    bytes,
    origin,
    added,
    hasTokenizer: tokenizer !== undefined,
  };
}

async function readTokenizerTexts(folder: Folder): Promise<TokenizerTexts | undefined> {
  const texts = (await readJson(folder, TOKENIZER)) as Partial<TokenizerTexts> | undefined;
  const whole = typeof texts?.['tokenizer.json'] === 'string' && typeof texts['tokenizer_config.json'] === 'string';
  return whole ? (texts as TokenizerTexts) : undefined;
}
