import type { Page } from '../page';
import { sentenceOf } from '../engine/sentence';

/** What an installed page receives from the system; not yet among TypeScript's types. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Opens the files that the visitor opens with this page, where it is installed: in the system's folders, or by double click. */
export function acceptLaunches({ store, address, openFiles }: Pick<Page, 'store' | 'address' | 'openFiles'>): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void open(files);
  });

  async function open(handles: readonly FileSystemFileHandle[]): Promise<void> {
    try {
      const files = await Promise.all(handles.map((handle) => handle.getFile()));
      address.goTo('ground');
      await openFiles(files);
    } catch (error) {
      store.getState().tell('picture', { tone: 'error', text: `The file could not be read. ${sentenceOf(error)}` });
    }
  }
}
