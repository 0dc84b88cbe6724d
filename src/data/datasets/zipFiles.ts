import { isHidden } from './pictureNames';

/** A file of a data set, read when it is needed. */
export interface SourceFile {
  /** With slashes, without one at the beginning: "coco/images/0001.jpg". */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
}

export const isZipName = (path: string) => /\.zip$/i.test(path);

/**
 * Opens a zip. Its files are unpacked one by one, when they are read; folders, hidden files and what a Mac adds are left out.
 * @param name of the zip, for messages. @throws Error with one sentence where it is no zip, or is cut off or encrypted.
 */
export async function openZip(zip: Uint8Array, name: string): Promise<SourceFile[]> {
  const { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipReader } = await import('@zip.js/zip.js');
  configure({ useWebWorkers: false });
  const entries = await new ZipReader(new Uint8ArrayReader(zip)).getEntries().catch((cause: unknown) => {
    throw new Error(`${name} is not a zip file that can be opened: it may be cut off. Download or pack it again.`, {
      cause,
    });
  });
  return entries.flatMap((entry): SourceFile[] => {
    const path = entry.filename.replaceAll('\\', '/').replace(/^\/+/, '');
    if (entry.directory || isHidden(path)) return [];
    if (entry.encrypted) throw new Error(`${name} is protected by a password. Unpack it, and bring its files.`);
    const bytes = async () => {
      const unpacked: unknown = await entry.getData(new Uint8ArrayWriter()).catch((cause: unknown) => {
        throw new Error(`${path} cannot be unpacked from ${name}: the zip file is damaged.`, { cause });
      });
      if (!(unpacked instanceof Uint8Array)) throw new Error(`${path} cannot be unpacked from ${name}.`);
      return unpacked;
    };
    return [{ path, bytes }];
  });
}
