import { useRef, useState } from 'react';
import { middleBox } from '../../picture/middleBox';
import { BoxDrawing } from './BoxDrawing';
import type { LessonPicture } from './lesson';
import { useLesson, useTeachController } from './lessonStore';
import { MarkBox } from './MarkBox';
import styles from './PictureCard.module.css';
import { ShownBoxes } from './ShownBoxes';

/** A picture with the visitor's boxes and the model's. */
export function PictureCard({ picture, heldOut }: { picture: LessonPicture; heldOut: boolean }) {
  const { id, name, url, width, height } = picture;
  const { store } = useTeachController();
  const allMarks = useLesson((state) => state.marks);
  const marks = allMarks.filter((mark) => mark.picture === id);
  const phrase = useLesson((state) => state.parsed?.phrases[state.active]?.text);
  const [armed, setArmed] = useState(false);
  const frame = useRef<HTMLDivElement>(null);

  /** By keyboard a box begins in the middle and is moved; a finger draws it, once it need not scroll. */
  const addBox = (byKeyboard: boolean) => {
    if (!phrase) return;
    if (!byKeyboard) return setArmed(!armed);
    const key = store.getState().addMark({ picture: id, phrase, box: middleBox(picture), verdict: 'right' });
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-mark="${key}"]`)?.focus());
  };

  return (
    <figure className={styles.card} data-testid="teach-picture" data-held-out={heldOut || undefined}>
      <div ref={frame} data-frame className={styles.frame} style={{ aspectRatio: `${width} / ${height}` }}>
        <img src={url} alt={name} draggable={false} />
        <BoxDrawing
          picture={picture}
          armed={armed}
          enabled={phrase !== undefined}
          onBox={(box) => {
            setArmed(false);
            store.getState().addMark({ picture: id, phrase: phrase!, box, verdict: 'right' });
          }}
        />
        <ShownBoxes picture={picture} marks={marks} />
        {marks.map((mark) => (
          <MarkBox key={mark.key} mark={mark} picture={picture} />
        ))}
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        {heldOut && (
          <span
            className={styles.badge}
            title="Nothing is learned from this picture: it tells when to stop, and whether the lesson holds."
          >
            held out
          </span>
        )}
        <button
          type="button"
          className="small"
          aria-pressed={armed}
          disabled={!phrase}
          aria-label={`Add a box to ${name}`}
          onClick={(event) => addBox(event.detail === 0)}
        >
          Add a box
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={`Remove ${name}`}
          title="Remove this picture"
          onClick={() => store.getState().removePicture(id)}
        >
          ✕
        </button>
      </figcaption>
    </figure>
  );
}
