/** A file as the visitor gave it: alone, or with its place in a folder. */
export interface PathFile {
  /** With slashes, without one at the beginning: "coco/images/0001.jpg". */
  readonly path: string;
  readonly file: File;
}

/** Files of an `<input>`, which says where they lie in a chosen folder. */
export const chosenFiles = (list: FileList | null): PathFile[] =>
  Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));

/** Everything that is dropped, folders with all that is in them; hidden files aside. To be called while the drop is being told of. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<PathFile[]> {
  const dropped = Array.from(items)
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  if (dropped.length === 0) return chosenFiles(files);
  // Not every engine can read a single file by its entry.
  const found = dropped.map(async ({ entry, file }) => {
    if (entry && (entry.isDirectory || !file)) return filesIn(entry);
    return file && !file.name.startsWith('.') ? [{ path: file.name, file }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<PathFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (entry.isDirectory) {
    const all = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
    return (await Promise.all(all.map(filesIn))).flat();
  }
  const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
  return [{ path: entry.fullPath.replace(/^\//, ''), file }];
}

/** A reader gives a hundred at a time, in Chromium, and then none. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

export const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** By its name: a folder may hold thousands. */
export const isPictureName = (path: string) => /\.(jpe?g|png|webp|gif|avif|bmp|jfif|heic)$/i.test(path);
