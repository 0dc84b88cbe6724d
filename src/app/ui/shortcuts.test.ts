import { expect, it } from 'vitest';
import { SHORTCUTS, shortcutOf, type Shortcut, type ShortcutName } from './shortcuts';

const press = (key: string, ...modifiers: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) => ({
  key,
  ctrlKey: modifiers.includes('ctrlKey'),
  metaKey: modifiers.includes('metaKey'),
  altKey: modifiers.includes('altKey'),
  shiftKey: modifiers.includes('shiftKey'),
});
const names = Object.keys(SHORTCUTS) as ShortcutName[];

it('knows undo from redo, on every kind of keyboard', () => {
  expect(shortcutOf(press('z', 'ctrlKey'), names)).toBe('undo');
  expect(shortcutOf(press('z', 'metaKey'), names)).toBe('undo');
  expect(shortcutOf(press('Z', 'ctrlKey', 'shiftKey'), names)).toBe('redo');
  expect(shortcutOf(press('y', 'ctrlKey'), names)).toBe('redo');
  expect(shortcutOf(press('z'), names)).toBeUndefined();
  expect(shortcutOf(press('z', 'ctrlKey', 'altKey'), names)).toBeUndefined();
});

it('letters and signs need no modifier', () => {
  expect(shortcutOf(press('a'), ['accept'])).toBe('accept');
  expect(shortcutOf(press('a', 'ctrlKey'), ['accept'])).toBeUndefined();
  expect(shortcutOf(press('?', 'shiftKey'), names)).toBe('help');
  expect(shortcutOf(press('+'), names)).toBe('zoomIn');
});

it('no two shortcuts of one view have the same keys', () => {
  const used = names.flatMap((name) => {
    const { keys, view }: Shortcut = SHORTCUTS[name];
    return keys.map((key) => `${view ?? 'everywhere'} ${key}`);
  });
  expect(new Set(used).size).toBe(used.length);
});
