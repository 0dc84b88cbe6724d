import type { AppStoreApi } from '../state/appStore';
import { sentenceOf } from '../engine/sentence';

/** What an installed page receives from the system; not yet among TypeScript's types. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Opens the files that the visitor opens with this page, where it is installed: in the system's folders, or by double click. */
export function acceptLaunches(store: AppStoreApi, openFiles: (files: readonly File[]) => Promise<void>): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void open(files);
  });

  async function open(handles: readonly FileSystemFileHandle[]): Promise<void> {
    try {
      const files = await Promise.all(handles.map((handle) => handle.getFile()));
      const { view, groundFragment } = store.getState();
      if (view !== 'ground') location.hash = groundFragment ?? '';
      await openFiles(files);
    } catch (error) {
      store.getState().tell('picture', { tone: 'error', text: `The file could not be read. ${sentenceOf(error)}` });
    }
  }
}
