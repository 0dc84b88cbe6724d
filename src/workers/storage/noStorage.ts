import { OutOfSpace, type Folder, type OpenFile } from './folder';

const nothing: OpenFile = {
  size: () => 0,
  read: () => new Uint8Array(0),
  write: () => {
    throw new OutOfSpace();
  },
  truncate: () => {},
  flush: () => {},
  close: () => {},
};

/** Stands for the storage where the browser has none, as in some private windows: a folder that is empty and always full. */
export const noStorage: Folder = {
  folder: () => Promise.resolve(noStorage),
  folders: () => Promise.resolve([]),
  open: () => Promise.resolve(nothing),
  blob: () => Promise.resolve(undefined),
  remove: () => Promise.resolve(),
};
