import type { ViewName } from '../state/views';

/** A shortcut of the keyboard. `Mod` is Ctrl, or Command on a Mac. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
  /** Where it works; everywhere without it. */
  readonly view?: ViewName;
}

/** All shortcuts of the page: the only place where one is declared, and what the help shows. */
export const SHORTCUTS = {
  help: { keys: ['?'], does: 'Show the shortcuts' },
  undo: { keys: ['Mod+Z'], does: 'Undo' },
  redo: { keys: ['Mod+Shift+Z', 'Mod+Y'], does: 'Redo' },
  close: { keys: ['Escape'], does: 'Close what was opened last' },
  nextBox: { keys: ['ArrowRight', 'ArrowDown'], does: 'Go to the next box or picture', view: 'ground' },
  zoomIn: { keys: ['+'], does: 'Zoom in', view: 'ground' },
  zoomOut: { keys: ['-'], does: 'Zoom out', view: 'ground' },
  zoomWhole: { keys: ['0'], does: 'Show the whole picture', view: 'ground' },
  accept: { keys: ['A'], does: 'Accept the picture', view: 'label' },
  reject: { keys: ['R'], does: 'Reject the picture', view: 'label' },
  next: { keys: ['PageDown'], does: 'Go to the next picture', view: 'label' },
  previous: { keys: ['PageUp'], does: 'Go to the picture before', view: 'label' },
  moveBox: { keys: ['ArrowLeft'], does: 'Move the selected box; with Shift, resize it', view: 'label' },
  removeBox: { keys: ['Delete', 'Backspace'], does: 'Delete the selected box', view: 'label' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The shortcut among these that the keys are. */
export function shortcutOf<Name extends ShortcutName>(event: Keys, names: readonly Name[]): Name | undefined {
  if (event.altKey) return undefined;
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return names.find((name) =>
    (SHORTCUTS[name] as Shortcut).keys.some((keys) => {
      const [wanted] = keys.split('+').slice(-1);
      const isShifted = keys.includes('Shift+');
      if (keys.includes('Mod+')) return mod && event.shiftKey === isShifted && key === wanted;
      return !mod && key === (keys === '+' ? '+' : wanted);
    }),
  );
}

/** The keys as the visitor reads them. */
export const keysOf = (name: ShortcutName): string =>
  (SHORTCUTS[name] as Shortcut).keys.map((keys) => keys.replace('Mod', 'Ctrl')).join(', ');
