import { useEffect, useRef, type RefObject } from 'react';

export interface Moved {
  /** Middle of the fingers, relative to the element. Screen pixels. */
  readonly x: number;
  readonly y: number;
  /** How far the middle has moved. */
  readonly dx: number;
  readonly dy: number;
  /** By how much the fingers have come apart. */
  readonly factor: number;
}

/**
 * Two fingers on an element zoom and move what is in it; one moves it where `oneFinger` says so, else it scrolls the page. By touch
 * events, since a browser takes pointers away as soon as it scrolls.
 */
export function useFingers(
  element: RefObject<HTMLElement | null>,
  oneFinger: boolean,
  onMove: (moved: Moved) => void,
): void {
  // Listeners stay while these change: a movement must not break off.
  const latest = useRef({ oneFinger, onMove });
  useEffect(() => {
    latest.current = { oneFinger, onMove };
  }, [oneFinger, onMove]);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let last: { x: number; y: number; spread: number } | undefined;
    const read = ({ targetTouches }: TouchEvent) => {
      const { left, top } = target.getBoundingClientRect();
      const [a, b = a] = Array.from(targetTouches, ({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
      return a && b && { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
    };
    // Whenever a finger comes or goes, another movement begins.
    const begin = (event: TouchEvent) => void (last = read(event));
    const move = (event: TouchEvent) => {
      const { oneFinger, onMove } = latest.current;
      const two = event.targetTouches.length === 2;
      if (!two && !(oneFinger && event.targetTouches.length === 1)) return;
      const now = read(event);
      if (!now || !last) return;
      if (event.cancelable) event.preventDefault();
      onMove({
        x: now.x,
        y: now.y,
        dx: now.x - last.x,
        dy: now.y - last.y,
        factor: two && last.spread > 0 ? now.spread / last.spread : 1,
      });
      last = now;
    };
    target.addEventListener('touchstart', begin, { passive: true });
    target.addEventListener('touchmove', move, { passive: false });
    target.addEventListener('touchend', begin);
    target.addEventListener('touchcancel', begin);
    return () => {
      target.removeEventListener('touchstart', begin);
      target.removeEventListener('touchmove', move);
      target.removeEventListener('touchend', begin);
      target.removeEventListener('touchcancel', begin);
    };
  }, [element]);
}
