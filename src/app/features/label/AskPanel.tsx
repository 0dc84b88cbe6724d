import { useState, type FormEvent } from 'react';
import { BatchProgress } from '../../ui/BatchProgress';
import styles from '../../ui/workbench.module.css';
import own from './AskPanel.module.css';
import { countStandings, textOf } from './reviewStatus';
import { useLabel, useLabelController } from './labelStore';

/** What is looked for, how far the model is, and how sure it must be. */
export function AskPanel() {
  const { pause, resume, setConfidence } = useLabelController();
  const settings = useLabel((state) => state.settings);
  const entries = useLabel((state) => state.entries);
  const loop = useLabel((state) => state.loop);
  const asked = entries.filter((entry) => textOf(entry, settings) !== '');
  const { waiting } = countStandings(asked, settings.confidence);
  return (
    <section className={styles.panel} aria-label="What to look for">
      <PromptForm key={settings.prompt} prompt={settings.prompt} />
      {asked.length > 0 && (
        <div className={own.progress}>
          <div>
            <BatchProgress done={asked.length - waiting} total={asked.length} loop={loop} testId="label-progress" />
          </div>
          {waiting > 0 && loop.state !== 'idle' && (
            <button type="button" disabled={loop.state === 'pausing'} onClick={() => void pause()}>
              Pause
            </button>
          )}
          {waiting > 0 && loop.state === 'idle' && (
            <button type="button" onClick={() => void resume()}>
              Continue
            </button>
          )}
        </div>
      )}
      <label className={own.confidence}>
        <span>
          Confidence <output>{settings.confidence.toFixed(2)}</output>
        </span>
        <input
          type="range"
          min="0.05"
          max="0.95"
          step="0.01"
          value={settings.confidence}
          data-testid="confidence"
          onChange={({ target }) => void setConfidence(Number(target.value))}
        />
        <span className={styles.hint}>
          Boxes below it are not proposed, and pictures without a box above it are set aside.
        </span>
      </label>
    </section>
  );
}

function PromptForm({ prompt }: { prompt: string }) {
  const { ask } = useLabelController();
  const [text, setText] = useState(prompt);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void ask(text);
  };
  return (
    <form className={own.form} onSubmit={submit}>
      <label htmlFor="label-prompt">
        What to look for in pictures without a caption of their own: a list, or a sentence
      </label>
      <input
        id="label-prompt"
        type="text"
        value={text}
        placeholder="cat. dog. red car"
        autoComplete="off"
        data-testid="label-prompt"
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="primary" disabled={text.trim() === '' || text === prompt}>
        Propose boxes
      </button>
    </form>
  );
}
