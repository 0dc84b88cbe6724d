import type { BeforeAndAfter, TunedPrompt } from '../../../model';
import { tunedFor } from '../../state/selectors';
import { useApp } from '../../page';
import { examplesOf } from './lesson';
import { useLesson, useTeachController } from './lessonStore';
import styles from './LessonPanel.module.css';
import { LossCurve } from './LossCurve';

/** Begins the lesson, and shows how it goes. */
export function LessonPanel() {
  const progress = useLesson((state) => state.progress);
  const lesson = useLesson((state) => state.lesson);
  const steps = progress?.steps ?? lesson?.steps ?? [];
  return (
    <section className={`${styles.panel} ${styles.lesson}`} aria-labelledby="lesson-title">
      <h2 id="lesson-title">Lesson</h2>
      <Forms />
      <div className={styles.bar}>
        <Commands />
        <Status />
      </div>
      <LossCurve
        steps={steps}
        maxSteps={progress?.maxSteps ?? steps.length - 1}
        best={progress ? undefined : lesson?.best}
      />
      {lesson && !progress && <Precision metrics={lesson.tuned.metrics} />}
    </section>
  );
}

const FORMS = [
  ['alignment', 'Quick', 'Seconds. Tunes the phrase’s last embeddings; other phrases stay exactly as they are.'],
  ['embedding', 'Deep', 'Minutes; the other views go on meanwhile. Tunes the whole prompt as it enters the fusion.'],
] as const;

/** The two kinds of prompt tuning. */
function Forms() {
  const { store } = useTeachController();
  const chosen = useLesson((state) => state.form);
  const busy = useLesson((state) => state.progress !== undefined);
  return (
    <fieldset className={styles.forms} disabled={busy}>
      <legend className="visually-hidden">How to teach</legend>
      {FORMS.map(([form, title, effect]) => (
        <label key={form} title={effect}>
          <input
            type="radio"
            name="teach-form"
            checked={chosen === form}
            onChange={() => store.getState().setForm(form)}
          />
          {title}
        </label>
      ))}
      <p className={styles.hint}>{FORMS.find(([form]) => form === chosen)![2]}</p>
    </fieldset>
  );
}

function Commands() {
  const { store, teach, stop } = useTeachController();
  const ready = useApp((state) => state.modelStatus === 'ready');
  const progress = useLesson((state) => state.progress);
  const undoable = useLesson((state) => state.history.past.length > 0 && !state.progress);
  const redoable = useLesson((state) => state.history.future.length > 0 && !state.progress);
  const teachable = useLesson(
    (state) => state.parsed !== undefined && examplesOf(state, state.parsed).some(({ truth }) => truth.length > 0),
  );
  return (
    <div className={styles.commands}>
      {progress ? (
        <button type="button" data-testid="stop-teaching" onClick={stop}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          className="primary"
          data-testid="teach"
          disabled={!teachable || !ready}
          onClick={() => void teach()}
        >
          Teach
        </button>
      )}
      <button
        type="button"
        data-testid="undo"
        disabled={!undoable}
        title="Undo the last box, picture or lesson (Ctrl+Z)"
        onClick={() => store.getState().undo()}
      >
        Undo
      </button>
      <button
        type="button"
        data-testid="redo"
        disabled={!redoable}
        title="Redo what was undone (Shift+Ctrl+Z)"
        onClick={() => store.getState().redo()}
      >
        Redo
      </button>
    </div>
  );
}

/** Where things stand, and what comes next. */
function Status() {
  const modelReady = useApp((state) => state.modelStatus === 'ready');
  const text = useLesson((state) => {
    const { progress, lesson, parsed, pictures, marks } = state;
    if (progress)
      return progress.maxSteps === undefined
        ? 'Reading the pictures …'
        : `Step ${progress.steps.length - 1} of at most ${progress.maxSteps} …`;
    if (!modelReady) return 'The model is loading.';
    if (!parsed || parsed.phrases.length === 0) return 'First name what is to be learned.';
    if (pictures.length === 0) return 'Now choose some pictures.';
    if (lesson && tunedFor(lesson.tuned, state))
      return lesson.steps.length > 0
        ? `Taught, in ${lesson.steps.length - 1} steps. More boxes and another lesson make it better.`
        : 'The taught prompt is in use.';
    if (lesson) return `The text is another than the one that was taught: “${lesson.tuned.prompt}”.`;
    return marks.length === 0
      ? 'Draw boxes around all that the phrase names: what is left out counts as something else.'
      : 'Ready to be taught.';
  });
  return (
    <p className={styles.status} role="status" data-testid="teach-status">
      {text}
    </p>
  );
}

const ROWS = [
  ['learned', 'Pictures learned from'],
  ['heldOut', 'Held-out picture'],
] as const;

function Precision({ metrics }: { metrics: TunedPrompt['metrics'] }) {
  return (
    <table className={styles.table} data-testid="teach-precision">
      <caption>Average precision</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(([row, title]) => {
          const measured: BeforeAndAfter | undefined = metrics[row];
          return (
            measured && (
              <tr key={row} data-row={row}>
                <th scope="row">{title}</th>
                <td>{share(measured.before.ap)}</td>
                <td>
                  <strong>{share(measured.after.ap)}</strong>
                </td>
              </tr>
            )
          );
        })}
      </tbody>
    </table>
  );
}

const share = (value: number | null) => (value === null ? '—' : value.toFixed(2));
