import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { OutOfSpace, type Folder, type OpenFile } from '../../src/workers/storage/folder';

/** How much room there is, shared by all files under one root. */
export interface Room {
  bytes: number;
}

/** A folder on disk with the rules of the browser's private file system: a file is open once at a time, and room is limited. */
export class DiskFolder implements Folder {
  constructor(
    private readonly directory: string,
    private readonly room: Room = { bytes: Infinity },
    private readonly open_ = new Set<string>(),
  ) {}

  async folder(name: string): Promise<Folder> {
    const directory = path.join(this.directory, name);
    await mkdir(directory, { recursive: true });
    return new DiskFolder(directory, this.room, this.open_);
  }

  async folders(): Promise<string[]> {
    const entries = await readdir(this.directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  open(name: string): Promise<OpenFile> {
    const file = path.join(this.directory, name);
    if (this.open_.has(file)) return Promise.reject(new Error(`${file} is open already`));
    this.open_.add(file);
    return Promise.resolve(new DiskFile(file, this.room, () => this.open_.delete(file)));
  }

  async blob(name: string): Promise<Blob | undefined> {
    const bytes = await readFile(path.join(this.directory, name)).catch(() => undefined);
    return bytes && new Blob([bytes]);
  }

  async remove(name: string): Promise<void> {
    const target = path.join(this.directory, name);
    if ([...this.open_].some((file) => file.startsWith(target))) throw new Error(`${target} is open`);
    await rm(target, { recursive: true, force: true });
  }
}

class DiskFile implements OpenFile {
  private readonly descriptor: number;

  constructor(
    file: string,
    private readonly room: Room,
    private readonly onClose: () => void,
  ) {
    this.descriptor = openSync(file, 'a+');
    closeSync(this.descriptor);
    this.descriptor = openSync(file, 'r+');
  }

  size(): number {
    return fstatSync(this.descriptor).size;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(this.descriptor, bytes, 0, length, offset));
  }

  write(bytes: Uint8Array, at: number): void {
    const growth = Math.max(0, at + bytes.length - this.size());
    if (growth > this.room.bytes) throw new OutOfSpace();
    this.room.bytes -= growth;
    writeSync(this.descriptor, bytes, 0, bytes.length, at);
  }

  truncate(size: number): void {
    this.room.bytes += Math.max(0, this.size() - size);
    ftruncateSync(this.descriptor, size);
  }

  flush(): void {
    fsyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
    this.onClose();
  }
}
