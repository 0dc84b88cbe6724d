import { appendFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabelledPicture } from '../../src/data/datasets/labelledPicture';
import type { Shard } from './labelArguments';

/**
 * What is kept of labelling a folder: a file for each shard in the output folder, its first line the settings, then a line of JSON for
 * each picture, written as soon as the picture is done. A process that is killed loses at most the line that it was writing.
 */

/** What all shards of a labelling, and all runs of a shard, have in common. */
export interface Settings {
  readonly prompt: string;
  readonly minScore: number;
  readonly model: string;
  readonly shards: number;
  /** Number of pictures in the folder. */
  readonly pictures: number;
  /** Names of the classes, in their order. */
  readonly classes: readonly string[];
}

/** A picture that was labelled, or why it could not be. */
export type LabelRecord =
  { readonly name: string; readonly labelled: LabelledPicture } | { readonly name: string; readonly fault: string };

interface ShardContent {
  readonly settings: Settings;
  readonly records: readonly LabelRecord[];
}

const fileOf = (out: string, { index, of }: Shard) => path.join(out, `shard-${index}-of-${of}.jsonl`);
const isShardFile = (name: string) => /^shard-\d+-of-\d+\.jsonl$/.test(name);

/** The file of a shard, to which records are added. */
export class ShardFile {
  private constructor(
    private readonly file: string,
    /** Of an earlier run. */
    readonly records: readonly LabelRecord[],
  ) {}

  /**
   * Begins a shard, or goes on with it.
   * @throws Error where it was begun and is not to be resumed, or was begun with other settings.
   */
  static async open(out: string, shard: Shard, settings: Settings, resume: boolean): Promise<ShardFile> {
    await mkdir(out, { recursive: true });
    const file = fileOf(out, shard);
    const begun = await readShard(file).catch(() => undefined);
    if (!begun) {
      await writeFile(file, `${JSON.stringify(settings)}\n`);
      return new ShardFile(file, []);
    }
    if (!resume) throw new Error(`${file} is there already: go on with --resume, or choose another --out.`);
    if (JSON.stringify(begun.settings) !== JSON.stringify(settings))
      throw new Error(`${file} was begun with other pictures or options: repeat those, or choose another --out.`);
    return new ShardFile(file, begun.records);
  }

  /** Adds a whole line at once. */
  async add(record: LabelRecord): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(record)}\n`);
  }
}

/** Reads a shard, and cuts a line off that was not written to its end. @throws Error where its first line is none. */
async function readShard(file: string): Promise<ShardContent> {
  const text = await readFile(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  const [first = '', ...lines] = whole.split('\n').filter((line) => line !== '');
  return { settings: JSON.parse(first) as Settings, records: lines.map((line) => JSON.parse(line) as LabelRecord) };
}

/**
 * All shards of a labelling, put together.
 * @throws Error with one sentence where shards are missing, do not belong together, or are not done.
 */
export async function readShards(out: string): Promise<ShardContent> {
  const names = (await readdir(out).catch(() => [])).filter(isShardFile);
  const shards = await Promise.all(names.map((name) => readShard(path.join(out, name))));
  const [first] = shards;
  if (!first) throw new Error(`There are no shards in ${out}: label the pictures first.`);
  const { settings } = first;
  if (shards.some((shard) => JSON.stringify(shard.settings) !== JSON.stringify(settings)))
    throw new Error(`The shards in ${out} were made with different pictures or options: label them anew.`);
  if (shards.length < settings.shards)
    throw new Error(
      `${settings.shards - shards.length} of ${settings.shards} shards are not in ${out} yet: label them as well.`,
    );
  const records = new Map(shards.flatMap((shard) => shard.records).map((record) => [record.name, record]));
  if (records.size < settings.pictures)
    throw new Error(
      `${settings.pictures - records.size} of ${settings.pictures} pictures are not labelled yet: run their shards again with --resume.`,
    );
  const sorted = [...records.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { settings, records: sorted };
}
