import { BatchProgress } from '../../ui/BatchProgress';
import { useApp } from '../../page';
import styles from '../../ui/workbench.module.css';
import { useEvaluate, type DataSetFacts, useEvaluateController } from './evaluateStore';

/** Starts the run, shows how far it is, and stops it. */
export function RunPanel({ dataSet }: { dataSet: DataSetFacts }) {
  const { start, pause, resume, stop } = useEvaluateController();
  const loop = useEvaluate((store) => store.loop);
  const { state } = loop;
  const done = useEvaluate((store) => store.done);
  const judging = useEvaluate((store) => store.judging);
  const judged = useEvaluate((store) => store.outcome !== undefined);
  const model = useEvaluate((store) => store.model);
  const results = useEvaluate((store) => store.results);
  const wordless = useEvaluate(({ wordings }) => wordings.some(({ name }) => name.trim() === ''));
  const current = useApp(({ model }) => model.title);
  const ready = useApp(({ modelStatus }) => modelStatus === 'ready');
  const total = dataSet.pictures - dataSet.missing.length;
  const underWay = model !== undefined && !judged && !judging;
  const title =
    results !== undefined
      ? `${results} on ${dataSet.pictures} pictures`
      : model !== undefined
        ? `${model} on ${total} pictures`
        : 'Run';
  return (
    <section className={styles.panel} aria-labelledby="evaluate-run">
      <div className={styles.head}>
        <h3 id="evaluate-run">{title}</h3>
        <div className={styles.actions}>
          {!underWay && !judging && (
            <button
              type="button"
              className="primary"
              disabled={!ready || total === 0 || wordless}
              onClick={() => void start()}
            >
              {judged && results === undefined ? `Evaluate ${current} again` : `Evaluate ${current}`}
            </button>
          )}
          {underWay && state === 'idle' && (
            <button type="button" className="primary" disabled={!ready} onClick={() => void resume()}>
              Continue
            </button>
          )}
          {underWay && state !== 'idle' && (
            <button type="button" disabled={state === 'pausing'} onClick={() => void pause()}>
              Pause
            </button>
          )}
          {underWay && (
            <button type="button" disabled={done === 0} onClick={() => void stop()}>
              Stop here
            </button>
          )}
        </div>
      </div>
      {!ready && <p className={styles.hint}>The model is loading.</p>}
      {model !== undefined && (
        <BatchProgress done={done} total={total} loop={loop} ended={judged || judging} testId="evaluate-progress" />
      )}
      {judging && (
        <p className={styles.hint} role="status">
          Working out the numbers …
        </p>
      )}
      <LeftOut dataSet={dataSet} />
    </section>
  );
}

/** Pictures that take no part, and why. */
function LeftOut({ dataSet: { missing, pictures } }: { dataSet: DataSetFacts }) {
  const failures = useEvaluate((state) => state.failures);
  const scored = useEvaluate((state) => state.results !== undefined);
  const none = missing.length === pictures;
  return (
    <>
      {missing.length > 0 && (
        <p className={none && !scored ? styles.fault : styles.hint} data-testid="missing-pictures">
          {none
            ? `None of the ${pictures} annotated pictures is`
            : `${missing.length} of the ${pictures} annotated pictures are not`}{' '}
          among the files, such as {missing[0]}.{' '}
          {scored
            ? 'The numbers need none; add them to see where the results fail.'
            : none
              ? 'Add the folder that holds them.'
              : 'They are left out unless you add them.'}
        </p>
      )}
      {failures.length > 0 && (
        <details data-testid="evaluate-failures">
          <summary>{failures.length === 1 ? '1 picture was' : `${failures.length} pictures were`} left out</summary>
          <ul>
            {failures.map(({ reason }, index) => (
              <li key={index}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
