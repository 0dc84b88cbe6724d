import { useState } from 'react';
import { sentenceOf } from '../../engine/sentence';
import { save } from '../../lib/save';
import styles from '../../ui/workbench.module.css';
import { exportZip, FORMAT_NAMES, type FormatName } from './exportZip';
import { exported, type Scope } from './reviewStatus';
import { useLabel, useLabelController } from './labelStore';

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['reviewed', 'accepted pictures'],
  ['proposed', 'accepted pictures and those to review'],
];

/** Saves the labels. */
export function ExportPanel() {
  const { store } = useLabelController();
  const entries = useLabel((state) => state.entries);
  const confidence = useLabel((state) => state.settings.confidence);
  const [formats, setFormats] = useState<readonly FormatName[]>(FORMAT_NAMES);
  const [scope, setScope] = useState<Scope>('reviewed');
  const pictures = exported(entries, confidence, scope);
  const boxes = pictures.reduce((sum, picture) => sum + picture.boxes.length, 0);
  const toggle = (format: FormatName) =>
    setFormats(FORMAT_NAMES.filter((other) => (other === format) !== formats.includes(other)));
  return (
    <section className={styles.panel} aria-labelledby="label-export">
      <div className={styles.head}>
        <h3 id="label-export">Export</h3>
        <button
          type="button"
          className="primary"
          data-testid="label-export"
          disabled={pictures.length === 0 || formats.length === 0}
          onClick={() =>
            void exportZip(pictures, formats).then(
              (zip) => save(zip, 'labels.zip'),
              (error: unknown) =>
                store.getState().told({ fault: `The labels could not be saved. ${sentenceOf(error)}` }),
            )
          }
        >
          Save {pictures.length} {pictures.length === 1 ? 'picture' : 'pictures'}, {boxes}{' '}
          {boxes === 1 ? 'box' : 'boxes'}
        </button>
      </div>
      <div className={styles.actions} role="radiogroup" aria-label="What is saved">
        {SCOPES.map(([name, title]) => (
          <label key={name} className={styles.choice}>
            <input type="radio" name="scope" checked={scope === name} onChange={() => setScope(name)} /> {title}
          </label>
        ))}
      </div>
      <div className={styles.actions} role="group" aria-label="Formats">
        {FORMAT_NAMES.map((format) => (
          <label key={format} className={styles.choice}>
            <input type="checkbox" checked={formats.includes(format)} onChange={() => toggle(format)} /> {format}
          </label>
        ))}
      </div>
      <p className={styles.hint}>
        One zip with the labels; the pictures themselves you have. Bring its coco.json with them, on any machine, to go
        on.
      </p>
    </section>
  );
}
