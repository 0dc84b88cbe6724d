import { useEffect } from 'react';

/** What Escape closes, the latest last. */
const open: (() => void)[] = [];

function onKeyDown(event: KeyboardEvent): void {
  // An open dialog is closed by the browser, and nothing below it.
  if (event.key !== 'Escape' || event.repeat || event.defaultPrevented || document.querySelector('dialog[open]'))
    return;
  const close = open.at(-1);
  if (!close) return;
  event.preventDefault();
  close();
}

/** Escape closes one thing: whatever was opened last. @param close undefined while there is nothing to close. */
export function useEscape(close: (() => void) | undefined): void {
  useEffect(() => {
    if (!close) return;
    if (open.length === 0) window.addEventListener('keydown', onKeyDown);
    open.push(close);
    return () => {
      open.splice(open.indexOf(close), 1);
      if (open.length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, [close]);
}
