import type { CSSProperties, KeyboardEvent } from 'react';
import { phraseStyle } from '../../picture/palette';
import { cursorOf, HANDLES, type Handle } from '../../picture/editBox';
import { useBoxDrag } from '../../picture/useBoxDrag';
import { nudge, pillRoom, placeOf } from '../../picture/drawBox';
import type { LessonPicture, Mark } from './lesson';
import { useLesson, useTeachController } from './lessonStore';
import styles from './PictureCard.module.css';

/** A box that the visitor has drawn or accepted, or one that was marked wrong. Its pill moves it, its edges resize it, and keys do both. */
export function MarkBox({ mark, picture }: { mark: Mark; picture: LessonPicture }) {
  const { key, phrase, box, verdict } = mark;
  const index = useLesson((state) => state.parsed?.phrases.findIndex(({ text }) => text === phrase) ?? -1);
  const { moveMark, removeMark } = useTeachController().store.getState();
  // Of a phrase that the prompt no longer has, nothing is taught.
  const unused = index < 0;
  const { color, ink, number } = phraseStyle(Math.max(0, index));
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = nudge(box, event.key, event.shiftKey, picture);
    if (moved) moveMark(key, moved);
    else if (event.key === 'Delete' || event.key === 'Backspace') removeMark(key);
    else return;
    event.preventDefault();
  };
  const drag = useBoxDrag(
    box,
    picture,
    (grip) => grip.closest('[data-frame]')!,
    (changed) => moveMark(key, changed),
  );
  const shown = drag.draft ?? box;
  const named = verdict === 'right' ? `“${phrase}”` : `not “${phrase}”`;
  return (
    <div
      className={styles.mark}
      {...pillRoom(shown, picture)}
      data-verdict={verdict}
      data-unused={unused || undefined}
      data-testid="teach-mark"
      style={{ ...placeOf(shown, picture), '--phrase': color, '--ink': ink } as CSSProperties}
    >
      <button
        type="button"
        className={styles.handle}
        data-mark={key}
        data-box={box.map(Math.round).join(',')}
        aria-label={`${named} in ${picture.name}. Arrow keys move the box, with Shift they resize it, Delete removes it.`}
        onKeyDown={onKeyDown}
      />
      {HANDLES.map((handle) => (
        <span
          key={`${handle.x} ${handle.y}`}
          className={styles.grip}
          data-grip={`${handle.x} ${handle.y}`}
          style={gripStyle(handle)}
          {...drag.grip(handle)}
        />
      ))}
      <span className={styles.pill}>
        <span className={styles.mover} title="Drag to move the box" data-testid="teach-mover" {...drag.grip()}>
          {verdict === 'right' ? (unused ? phrase : number) : `not ${unused ? phrase : number}`}
        </span>
        <button type="button" aria-label={`Remove the box of ${named}`} title="Remove" onClick={() => removeMark(key)}>
          ✕
        </button>
      </span>
    </div>
  );
}

/** Where a grip lies on the box, as parts of it, and how it is shown that it moves. */
const gripStyle = ({ x, y }: Handle): CSSProperties => ({
  left: `${((x + 1) / 2) * 100}%`,
  top: `${((y + 1) / 2) * 100}%`,
  cursor: cursorOf({ x, y }),
  ...(x === 0 && { width: 'calc(100% - 16px)' }),
  ...(y === 0 && { height: 'calc(100% - 16px)' }),
});
