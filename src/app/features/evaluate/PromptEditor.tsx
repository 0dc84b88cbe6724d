import { memo, useState } from 'react';
import { categoryPrompt, plainWording, type CategoryWording } from '../../../data/datasets/categoryPrompt';
import { FileButton } from '../../ui/FileButton';
import styles from '../../ui/workbench.module.css';
import own from './PromptEditor.module.css';
import { useEvaluate, useEvaluateController } from './evaluateStore';

/** The prompt that the categories make, and the words of each: the official caption prompt. */
export function PromptEditor() {
  const wordings = useEvaluate((state) => state.wordings);
  const categories = useEvaluate((state) => state.dataSet!.categories);
  const setWordings = useEvaluate((state) => state.setWordings);
  const { openCaptionPrompt } = useEvaluateController();
  const busy = useEvaluate((state) => state.loop.state !== 'idle');
  const [open, setOpen] = useState(false);
  const plain = categories.map(plainWording);
  const changed = JSON.stringify(plain) !== JSON.stringify(wordings);
  return (
    <section className={styles.panel} aria-labelledby="evaluate-prompt">
      <div className={styles.head}>
        <h3 id="evaluate-prompt">Prompt</h3>
        <div className={styles.actions}>
          <FileButton
            className="small"
            accept=".json"
            testId="caption-prompt"
            onFiles={([file]) => void openCaptionPrompt(file!.file)}
          >
            Open a caption prompt
          </FileButton>
          <button type="button" className="small" disabled={!changed || busy} onClick={() => setWordings(plain)}>
            Reset
          </button>
        </div>
      </div>
      <p className={own.prompt} data-testid="evaluate-prompt">
        <PromptText wordings={wordings} />
      </p>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>Change the words of the {categories.length} categories</summary>
        {open && <Words disabled={busy} />}
      </details>
    </section>
  );
}

/** So many at a time: LVIS has over a thousand categories, and other data sets more. */
const PAGE = 200;

function Words({ disabled }: { disabled: boolean }) {
  const wordings = useEvaluate((state) => state.wordings);
  const categories = useEvaluate((state) => state.dataSet!.categories);
  const [shown, setShown] = useState(PAGE);
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Words of the categories">
        <table className={own.words}>
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col">Words before</th>
              <th scope="col">Looked for</th>
              <th scope="col">Words behind</th>
            </tr>
          </thead>
          <tbody>
            {categories.slice(0, shown).map(({ id, name }, i) => (
              <WordingRow key={id} name={name} index={i} wording={wordings[i]!} disabled={disabled} />
            ))}
          </tbody>
        </table>
      </div>
      {shown < categories.length && (
        <button type="button" className="small" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, categories.length - shown)} more of {categories.length}
        </button>
      )}
    </>
  );
}

function PromptText({ wordings }: { wordings: readonly CategoryWording[] }) {
  const { prompt, spans } = categoryPrompt(wordings);
  return spans.map(({ start, end }, i) => (
    <span key={i}>
      {prompt.slice(spans[i - 1]?.end ?? 0, start)}
      <mark>{prompt.slice(start, end)}</mark>
      {i === spans.length - 1 && prompt.slice(end)}
    </span>
  ));
}

const FIELDS = [
  ['prefix', 'words before'],
  ['name', 'looked for'],
  ['suffix', 'words behind'],
] as const;

/** Rendered anew only when its own words change. */
const WordingRow = memo(function WordingRow({
  name,
  index,
  wording,
  disabled,
}: {
  name: string;
  index: number;
  wording: CategoryWording;
  disabled: boolean;
}) {
  const setWording = useEvaluate((state) => state.setWording);
  return (
    <tr>
      <th scope="row">{name}</th>
      {FIELDS.map(([field, label]) => (
        <td key={field}>
          <input
            type="text"
            aria-label={`${name}: ${label}`}
            value={wording[field]}
            disabled={disabled}
            aria-invalid={field === 'name' && wording.name.trim() === ''}
            onChange={({ target }) => setWording(index, { ...wording, [field]: target.value })}
          />
        </td>
      ))}
    </tr>
  );
});
