import { useEffect, useState } from 'react';
import styles from './DropZone.module.css';

interface DropZoneProps {
  /** What is said while something that could be taken is dragged over the page. */
  readonly invitation: (transfer: DataTransfer) => string;
  readonly onDrop: (transfer: DataTransfer) => void;
}

/** Takes what is dropped anywhere on the page. Shows that it would while something is dragged over. */
export function DropZone({ invitation, onDrop }: DropZoneProps) {
  const [over, setOver] = useState<string>();
  useEffect(() => {
    const isOurs = (transfer: DataTransfer | null) =>
      transfer !== null && (transfer.types.includes('Files') || transfer.types.includes('text/uri-list'));
    const dragover = (event: DragEvent) => {
      if (!isOurs(event.dataTransfer)) return;
      event.preventDefault();
      setOver(invitation(event.dataTransfer!));
    };
    const dragleave = (event: DragEvent) => {
      // Without a related target the pointer has left the window.
      if (event.relatedTarget === null) setOver(undefined);
    };
    const drop = (event: DragEvent) => {
      setOver(undefined);
      if (!isOurs(event.dataTransfer)) return;
      event.preventDefault();
      onDrop(event.dataTransfer!);
    };
    const listeners = { dragover, dragleave, drop };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, [invitation, onDrop]);
  return over ? (
    // As a popover it is also above an open dialog.
    <div ref={(element) => element?.showPopover?.()} popover="manual" className={styles.zone} data-testid="drop-zone">
      <p>{over}</p>
    </div>
  ) : null;
}
