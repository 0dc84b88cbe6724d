import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/model/checkpoint/tensors/crc32';
import { readZip } from '../../src/model/checkpoint/torch/zip';
import { ZipWriter } from '../../src/model/checkpoint/torch/zipWriter';
import { MemoryFile } from '../support/memoryFile';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (line: string) => new TextEncoder().encode(line);

async function zipOf(
  entries: Readonly<Record<string, string>>,
  options: { zip64?: boolean; at?: number } = {},
): Promise<MemoryFile> {
  const file = new MemoryFile();
  const zip = new ZipWriter(file, options);
  for (const [name, content] of Object.entries(entries)) await zip.add(name, bytes(content));
  await zip.finish();
  return file;
}

/** A file with some bytes changed: from the start, or behind the place where `mark` occurs for the last time. */
async function patched(file: MemoryFile, mark: number[], offset: number, change: number[]): Promise<MemoryFile> {
  const all = await file.bytes();
  let at = all.length - mark.length;
  while (!mark.every((byte, i) => all[at + i] === byte)) at--;
  all.set(change, at + offset);
  return MemoryFile.of(all);
}

const END = [0x50, 0x4b, 5, 6];
const CENTRAL = [0x50, 0x4b, 1, 2];
const LOCAL = [0x50, 0x4b, 3, 4];

describe('crc32', () => {
  it('is that of the standard', () => {
    expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
    expect(crc32(bytes('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
  });

  it('goes on where it stopped', () => {
    const all = Uint8Array.from({ length: 100 }, (_, i) => i * 7);
    for (const cut of [0, 1, 4, 8, 13, 99])
      expect(crc32(all.subarray(cut), crc32(all.subarray(0, cut)))).toBe(crc32(all));
  });
});

describe('readZip', () => {
  it.each([{}, { zip64: true }, { at: 6e9 }, { at: 6e9, zip64: true }])(
    'reads whole entries and parts with %j',
    async (options) => {
      const entries = await readZip(await zipOf({ 'a/one': 'first', 'a/ünï': 'second entry', 'a/none': '' }, options));
      expect([...entries].map(([name, { size }]) => [name, size])).toEqual([
        ['a/one', 5],
        ['a/ünï', 12],
        ['a/none', 0],
      ]);
      expect(text(await entries.get('a/one')!.read(0, 5))).toBe('first');
      expect(text(await entries.get('a/ünï')!.read(7, 5))).toBe('entry');
      expect(await entries.get('a/none')!.read(0, 0)).toEqual(new Uint8Array());
    },
  );

  it('reads an entry of more than 4 GB, and one behind it', async () => {
    const file = new MemoryFile();
    const zip = new ZipWriter(file);
    // Without a checksum, as `torch.serialization.set_crc32_options(False)` leaves it; nothing could read 5 GB for the test.
    await zip.addRange('a/huge', 5e9, 0, (at) => file.write(bytes('the end'), at + 5e9 - 7));
    await zip.add('a/small', bytes('behind'));
    await zip.finish();
    const entries = await readZip(file);
    expect(entries.get('a/huge')!.size).toBe(5e9);
    expect(text(await entries.get('a/small')!.read(0, 6))).toBe('behind');
  });

  it('finds the end behind a comment that looks like one', async () => {
    const file = await zipOf({ 'a/one': 'first' });
    const comment = Uint8Array.from([...END, ...new Uint8Array(30)]);
    const all = await file.bytes();
    new DataView(all.buffer).setUint16(all.length - 2, comment.length, true);
    const entries = await readZip(MemoryFile.of(Uint8Array.from([...all, ...comment])));
    expect([...entries.keys()]).toEqual(['a/one']);
  });

  it('begins each entry on a boundary of 64 bytes, as PyTorch does', async () => {
    const all = await (await zipOf({ 'a/one': 'first', 'a/other': 'SECOND' })).bytes();
    expect([text(all).indexOf('first') % 64, text(all).indexOf('SECOND') % 64]).toEqual([0, 0]);
  });

  it('notices damaged data, in a whole entry and in a part of one that is itself unharmed', async () => {
    const file = await patched(await zipOf({ 'a/one': 'first' }), [...bytes('first')], 0, [0]);
    const entry = (await readZip(file)).get('a/one')!;
    await expect(entry.read(0, 5)).rejects.toThrow(/"a\/one" does not have its checksum/);
    await expect(entry.read(2, 2)).rejects.toThrow(/"a\/one" does not have its checksum/);
  });

  it.each<[string, (file: MemoryFile) => Promise<MemoryFile>, RegExp]>([
    [
      'cut off',
      async (file) => MemoryFile.of((await file.bytes()).subarray(0, -30)),
      /directory is missing.*download it again/,
    ],
    ['too short', () => Promise.resolve(MemoryFile.of(bytes('PK'))), /directory is missing/],
    ['more entries than it holds', (file) => patched(file, END, 10, [9, 0]), /shorter than it says/],
    ['a directory behind the end', (file) => patched(file, END, 16, [255, 255, 0, 0]), /cut off or damaged/],
    ['a directory without entries', (file) => patched(file, CENTRAL, 0, [0]), /directory is damaged/],
    ['an encrypted entry', (file) => patched(file, CENTRAL, 8, [1]), /encrypted/],
    ['two sizes', (file) => patched(file, CENTRAL, 20, [77]), /two sizes/],
    [
      'a size behind the end',
      (file) => patched(file, CENTRAL, 20, [255, 255, 255, 0, 255, 255, 255, 0]),
      /longer than the file/,
    ],
    [
      'a size that stands nowhere',
      (file) => patched(file, CENTRAL, 20, [255, 255, 255, 255, 255, 255, 255, 255]),
      /lacks its size/,
    ],
  ])('says what is wrong with a file that has %s', async (_, harm, message) => {
    const file = await harm(await zipOf({ 'a/one': 'first' }));
    await expect(readZip(file)).rejects.toMatchObject({
      name: 'GlipError',
      code: 'weights-format',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each<[string, number[], number, number[], RegExp]>([
    ['is compressed', CENTRAL, 10, [8, 0], /"a\/one" is compressed, which PyTorch never does/],
    ['has a header elsewhere', CENTRAL, 42, [1, 0], /not where its zip directory says/],
    ['has another name', LOCAL, 30, [98], /not where its zip directory says/],
  ])('says what is wrong with an entry that %s', async (_, mark, offset, change, message) => {
    const entries = await readZip(await patched(await zipOf({ 'a/one': 'first' }), mark, offset, change));
    await expect(entries.get('a/one')!.read(0, 5)).rejects.toThrow(message);
  });

  it('refuses two entries of the same name', async () => {
    const file = await patched(await zipOf({ 'a/one': 'first', 'a/two': 'second' }), [...bytes('a/two')], 0, [
      ...bytes('a/one'),
    ]);
    await expect(readZip(file)).rejects.toThrow(/two entries "a\/one"/);
  });
});
