import { useState, type PointerEvent } from 'react';
import type { Box } from '../../../model';
import type { Size } from '../../picture/view';
import { boxBetween, placeOf } from '../../picture/drawBox';
import styles from './PictureCard.module.css';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface BoxDrawingProps {
  readonly picture: Size;
  /** A finger draws only then: otherwise it scrolls the page. */
  readonly armed: boolean;
  readonly enabled: boolean;
  readonly onBox: (box: Box) => void;
}

/** The surface that boxes are drawn on, from one corner to the other. */
export function BoxDrawing({ picture, armed, enabled, onBox }: BoxDrawingProps) {
  const [corners, setCorners] = useState<{ from: Point; to: Point }>();
  const pointOf = ({ clientX, clientY, currentTarget }: PointerEvent): Point => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return { x: ((clientX - left) / width) * picture.width, y: ((clientY - top) / height) * picture.height };
  };
  const begin = (event: PointerEvent) => {
    if (!enabled || event.button !== 0 || (event.pointerType === 'touch' && !armed)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setCorners({ from: pointOf(event), to: pointOf(event) });
  };
  const end = () => {
    const box = corners && boxBetween(corners.from, corners.to, picture);
    setCorners(undefined);
    if (box) onBox(box);
  };
  const draft = corners && boxBetween(corners.from, corners.to, picture);
  return (
    <div
      className={styles.surface}
      data-testid="teach-surface"
      data-armed={armed || undefined}
      data-enabled={enabled || undefined}
      onPointerDown={begin}
      onPointerMove={(event) => corners && setCorners({ ...corners, to: pointOf(event) })}
      onPointerUp={end}
      onPointerCancel={() => setCorners(undefined)}
    >
      {draft && <div className={styles.draft} style={placeOf(draft, picture)} />}
    </div>
  );
}
