import type { CSSProperties } from 'react';
import { boxIou, type Detection } from '../../../model';
import { phraseStyle } from '../../picture/palette';
import { formatScore } from '../../picture/labelText';
import { thresholdOf } from '../../state/selectors';
import { useApp } from '../../page';
import { pillRoom, placeOf } from '../../picture/drawBox';
import { worthShowing, type LessonPicture, type Mark } from './lesson';
import { useLesson, useTeachController } from './lessonStore';
import styles from './PictureCard.module.css';

/** A shown box that overlaps one of the visitor's by this much needs no verdict any more. */
const SAME_BOX = 0.5;

/** What the model finds, each box to be accepted or marked wrong. */
export function ShownBoxes({ picture, marks }: { picture: LessonPicture; marks: readonly Mark[] }) {
  const detections = useLesson((state) => state.shown[picture.id]);
  const phrases = useLesson((state) => state.parsed?.phrases);
  const threshold = useApp(thresholdOf);
  if (!detections || !phrases) return null;
  return worthShowing(detections, threshold).map((detection, at) => {
    const phrase = phrases[detection.phrase]?.text;
    if (phrase === undefined) return null;
    const judged = marks.some((mark) => mark.phrase === phrase && boxIou(mark.box, detection.box) >= SAME_BOX);
    return <ShownBox key={at} detection={detection} phrase={phrase} judged={judged} picture={picture} />;
  });
}

interface ShownBoxProps {
  readonly detection: Detection;
  readonly phrase: string;
  readonly judged: boolean;
  readonly picture: LessonPicture;
}

function ShownBox({ detection: { phrase: index, box, score }, phrase, judged, picture }: ShownBoxProps) {
  const { store } = useTeachController();
  const { color, ink, number } = phraseStyle(index);
  const judge = (verdict: Mark['verdict']) => store.getState().addMark({ picture: picture.id, phrase, box, verdict });
  const named = `the “${phrase}” that the model finds in ${picture.name}, score ${formatScore(score)}`;
  return (
    <div
      className={styles.shown}
      {...pillRoom(box, picture)}
      data-testid="teach-shown"
      data-phrase={index}
      data-score={score.toFixed(4)}
      data-box={box.map((value) => value.toFixed(1)).join(',')}
      style={{ ...placeOf(box, picture), '--phrase': color, '--ink': ink } as CSSProperties}
    >
      <span className={styles.pill}>
        <span>
          {number} · {formatScore(score)}
        </span>
        {!judged && (
          <>
            <button type="button" aria-label={`Right: ${named}`} title="Right" onClick={() => judge('right')}>
              ✓
            </button>
            <button type="button" aria-label={`Wrong: ${named}`} title="Wrong" onClick={() => judge('wrong')}>
              ✗
            </button>
          </>
        )}
      </span>
    </div>
  );
}
