import { useEffect, useRef } from 'react';
import { shortcutOf, type ShortcutName } from './shortcuts';

type Actions = Partial<Record<ShortcutName, () => void>>;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type));

interface Options {
  /** Also while this field has the focus, whose own undo it takes the place of. */
  readonly inField?: string;
  /** Also while a dialog is open. */
  readonly inDialog?: boolean;
}

/** Does what its shortcuts ask for, wherever the focus is, except in text fields, which have shortcuts of their own. A key that is held down counts once. */
export function useShortcuts(actions: Actions, { inField, inDialog = false }: Options = {}): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (!inDialog && document.querySelector('dialog[open]'))) return;
      if (isTyping(event.target) && (event.target as HTMLElement).id !== inField) return;
      const name = shortcutOf(event, Object.keys(latest.current) as ShortcutName[]);
      // A field whose undo is taken over still types letters.
      if (!name || (isTyping(event.target) && name !== 'undo' && name !== 'redo')) return;
      event.preventDefault();
      if (!event.repeat || name === 'undo' || name === 'redo') latest.current[name]!();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [inField, inDialog]);
}
