import { FileButton } from '../../ui/FileButton';
import styles from './LessonPanel.module.css';
import { useLesson, useTeachController } from './lessonStore';

/** What can be done with a taught prompt: used on other pictures, saved, loaded. */
export function Keep() {
  const { takeToGround, saveTuned, loadTuned } = useTeachController();
  const tuned = useLesson((state) => state.lesson?.tuned);
  const busy = useLesson((state) => state.progress !== undefined);
  return (
    <section className={styles.panel} aria-labelledby="keep-title">
      <h2 id="keep-title">Taught prompt</h2>
      <div className={styles.commands}>
        <button type="button" data-testid="use-taught" disabled={!tuned || busy} onClick={() => takeToGround(tuned!)}>
          Use in Ground
        </button>
        <button type="button" data-testid="save-taught" disabled={!tuned || busy} onClick={() => saveTuned(tuned!)}>
          Save
        </button>
        <FileButton
          accept=".json,application/json"
          testId="load-taught"
          onFiles={([first]) => void loadTuned(first!.file)}
        >
          Load
        </FileButton>
      </div>
      <p className={styles.hint}>
        A small file, good for this model only. In Ground, “Copy link” shares it with the picture.
      </p>
    </section>
  );
}
