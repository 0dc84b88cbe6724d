import { useEffect, useState } from 'react';
import { openAddress, openFile } from '../session/session';
import styles from './DropZone.module.css';

/** Takes pictures that are dropped anywhere on the page, or pasted. Shows that it would while one is dragged over. */
export function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const bringsPicture = (transfer: DataTransfer | null) => transfer !== null && (transfer.types.includes('Files') || transfer.types.includes('text/uri-list'));
    const onDragOver = (event: DragEvent) => {
      if (!bringsPicture(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Without a related target the pointer has left the window.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!bringsPicture(event.dataTransfer)) return;
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
    <div className={styles.zone} data-testid="drop-zone">
      <p>Drop the picture</p>
    </div>
  ) : null;
}

function take(transfer: DataTransfer): void {
  const file = transfer.files[0];
  // A picture dragged from another page comes as its address, in some browsers also as a file.
  const address = transfer.getData('text/uri-list').split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#'));
  if (file) void openFile(file, file.name || 'dropped picture');
  else if (address) void openAddress(address);
}

const pictureIn = (transfer: DataTransfer | null) => Array.from(transfer?.files ?? []).find((file) => file.type.startsWith('image/'));
