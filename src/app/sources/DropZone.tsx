import { useEffect, useState } from 'react';
import { openAddress, openFile, openFiles } from '../session/session';
import styles from './DropZone.module.css';

/** Takes what is dropped anywhere on the page, pictures, checkpoints and tokenizers, and pictures that are pasted. Shows that it would while something is dragged over. */
export function DropZone() {
  const [over, setOver] = useState<string>();
  useEffect(() => {
    const isOurs = (transfer: DataTransfer | null) => transfer !== null && (transfer.types.includes('Files') || transfer.types.includes('text/uri-list'));
    const onDragOver = (event: DragEvent) => {
      if (!isOurs(event.dataTransfer)) return;
      event.preventDefault();
      setOver(invitation(event.dataTransfer!));
    };
    const onDragLeave = (event: DragEvent) => {
      // Without a related target the pointer has left the window.
      if (event.relatedTarget === null) setOver(undefined);
    };
    const onDrop = (event: DragEvent) => {
      setOver(undefined);
      if (!isOurs(event.dataTransfer)) return;
      event.preventDefault();
      take(event.dataTransfer!);
    };
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      void openFile(file, 'pasted picture');
    };
    const listeners = { dragover: onDragOver, dragleave: onDragLeave, drop: onDrop, paste: onPaste };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over ? (
    // As a popover it is also above an open dialog.
    <div ref={(element) => element?.showPopover?.()} popover="manual" className={styles.zone} data-testid="drop-zone">
      <p>{over}</p>
    </div>
  ) : null;
}

/** While it is dragged a file tells its type only, and a checkpoint has none. */
function invitation({ items }: DataTransfer): string {
  const types = Array.from(items, ({ type }) => type);
  return types.every((type) => type.startsWith('image/') || type.startsWith('text/')) ? 'Drop the picture' : 'Drop the picture or the model';
}

function take(transfer: DataTransfer): void {
  const files = [...transfer.files];
  // A picture dragged from another page comes as its address, in some browsers also as a file.
  const address = transfer.getData('text/uri-list').split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#'));
  if (files.length > 0) void openFiles(files, 'dropped picture');
  else if (address) void openAddress(address);
}

const pictureIn = (transfer: DataTransfer | null) => Array.from(transfer?.files ?? []).find((file) => file.type.startsWith('image/'));
