import { useState } from 'react';
import { ExampleButton } from '../../ui/ExampleButton';
import { AddFilesButtons } from '../../ui/AddFilesButtons';
import { formatBytes } from '../../lib/format';
import styles from '../../ui/workbench.module.css';
import { useLabel, useLabelController } from './labelStore';

/** Where pictures come in, and go again. */
export function AddPictures() {
  const { addFiles, addExample } = useLabelController();
  const opened = useLabel((state) => state.opened);
  const entries = useLabel((state) => state.entries);
  const keeping = useLabel((state) => state.keeping);
  const place = useLabel((state) => (state.lasting ? 'on this device' : 'in this tab'));
  const any = entries.length > 0;
  return (
    <section
      className={styles.bring}
      data-compact={any || undefined}
      aria-label="Pictures"
      aria-busy={!opened || keeping !== undefined}
    >
      <div className={styles.actions}>
        <AddFilesButtons first={!any} name="label" onFiles={(files) => void addFiles(files)} />
        {any ? <ClearButton /> : <ExampleButton onTry={addExample} />}
      </div>
      <p className={styles.hint} data-testid="label-kept">
        {keeping && `Keeping pictures ${place}: ${keeping.done} of ${keeping.total}`}
        {!keeping &&
          any &&
          `${entries.length} pictures, ${formatBytes(entries.reduce((sum, { bytes }) => sum + bytes, 0))}, kept ${place}`}
        {!keeping &&
          !any &&
          'or drop them anywhere: pictures, with captions if you like (.jsonl or .csv with image and caption, or a .txt beside each), or with a COCO file of labels to go on with'}
      </p>
    </section>
  );
}

/** Asks once more: what is forgotten is gone. */
function ClearButton() {
  const { clear } = useLabelController();
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button type="button" onClick={() => setSure(true)}>
        Clear all
      </button>
    );
  }
  return (
    <>
      <button type="button" className="primary" onClick={() => void clear()}>
        Forget all pictures and labels
      </button>
      <button type="button" onClick={() => setSure(false)}>
        Keep them
      </button>
    </>
  );
}
