import { useEffect } from 'react';
import { sentenceOf } from '../../engine/sentence';
import { droppedFiles } from '../../lib/pathFile';
import { usePage } from '../../page';
import { DropZone } from '../../ui/DropZone';
import { pastedPictures } from './pastedPictures';

/** Takes pictures, checkpoints and tokenizers that are dropped anywhere, and pictures that are pasted. */
export function DropAndPaste() {
  const { store, openFiles, pictures } = usePage();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = pastedPictures(event.clipboardData, isTextField(event.target));
      const [first, ...others] = files;
      if (!first) return;
      event.preventDefault();
      // Clipboards call every picture the same.
      void (others.length === 0
        ? pictures.openFile(first, 'pasted picture')
        : pictures.openSeveral(files, 'pasted picture'));
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [pictures]);
  const take = async (transfer: DataTransfer) => {
    // A picture dragged from another page comes as its address, in some browsers also as a file.
    const address = transfer
      .getData('text/uri-list')
      .split(/\r?\n/)
      .find((line) => line !== '' && !line.startsWith('#'));
    try {
      const files = (await droppedFiles(transfer)).map(({ file }) => file);
      if (files.length > 0) await openFiles(files, 'dropped picture');
      else if (address) await pictures.openAddress(address);
    } catch (error) {
      store.getState().tell('picture', { tone: 'error', text: `The files could not be read. ${sentenceOf(error)}` });
    }
  };
  return <DropZone invitation={invitation} onDrop={(transfer) => void take(transfer)} />;
}

/** While it is dragged a file tells its type only, and a checkpoint has none. */
function invitation({ items }: DataTransfer): string {
  const types = Array.from(items, ({ type }) => type);
  return types.every((type) => type.startsWith('image/') || type.startsWith('text/'))
    ? 'Drop the picture'
    : 'Drop the picture or the model';
}

const isTextField = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
