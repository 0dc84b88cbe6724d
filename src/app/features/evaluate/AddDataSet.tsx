import { ExampleButton } from '../../ui/ExampleButton';
import { AddFilesButtons } from '../../ui/AddFilesButtons';
import styles from '../../ui/workbench.module.css';
import { useEvaluate, useEvaluateController } from './evaluateStore';

/** Where a data set comes in, and what is said of the one that is there. */
export function AddDataSet() {
  const { addFiles, addExample, openAnnotations } = useEvaluateController();
  const dataSet = useEvaluate((state) => state.dataSet);
  const annotationFiles = useEvaluate((state) => state.annotationFiles);
  return (
    <section className={styles.bring} data-compact={dataSet !== undefined || undefined} aria-label="Data set">
      <div className={styles.actions}>
        <AddFilesButtons first={!dataSet} name="evaluate" onFiles={(files) => void addFiles(files)} />
        {!dataSet && <ExampleButton onTry={addExample} />}
      </div>
      {dataSet ? (
        <div>
          <p className={styles.hint} data-testid="data-set">
            <strong>{dataSet.name}</strong>:{' '}
            {dataSet.kind === 'coco'
              ? `${dataSet.pictures} pictures, ${dataSet.categories.length} categories`
              : `${dataSet.pictures} captions`}
            , {dataSet.boxes} boxes
          </p>
          {annotationFiles.length > 1 && (
            <label className={styles.hint}>
              Annotations{' '}
              <select value={dataSet.name} onChange={({ target }) => void openAnnotations(target.value)}>
                {annotationFiles.map((path) => (
                  <option key={path}>{path}</option>
                ))}
              </select>
            </label>
          )}
        </div>
      ) : (
        <p className={styles.hint}>
          or drop it anywhere: a COCO annotation file (.json), or grounding data (.jsonl, lines of{' '}
          {'{image, caption, phrases}'}), with its pictures, together or one after the other; or COCO annotations with a
          results file (.json), which is scored without a model
        </p>
      )}
    </section>
  );
}
