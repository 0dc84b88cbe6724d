import { useEffect } from 'react';
import { openAddress, openFile, openFiles } from '../../shell/page';
import { DropZone } from '../../ui/DropZone';

/** Takes pictures, checkpoints and tokenizers that are dropped anywhere, and pictures that are pasted. */
export function DropAndPaste() {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      void openFile(file, 'pasted picture');
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
  return <DropZone invitation={invitation} onDrop={take} />;
}

/** While it is dragged a file tells its type only, and a checkpoint has none. */
function invitation({ items }: DataTransfer): string {
  const types = Array.from(items, ({ type }) => type);
  return types.every((type) => type.startsWith('image/') || type.startsWith('text/'))
    ? 'Drop the picture'
    : 'Drop the picture or the model';
}

function take(transfer: DataTransfer): void {
  const files = [...transfer.files];
  // A picture dragged from another page comes as its address, in some browsers also as a file.
  const address = transfer
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => line !== '' && !line.startsWith('#'));
  if (files.length > 0) void openFiles(files, 'dropped picture');
  else if (address) void openAddress(address);
}

const pictureIn = (transfer: DataTransfer | null) =>
  Array.from(transfer?.files ?? []).find((file) => file.type.startsWith('image/'));
