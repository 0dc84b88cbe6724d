import type { CSSProperties } from 'react';
import { phraseStyle } from '../../picture/palette';
import { Swatch } from '../../picture/Swatch';
import { useLesson } from './lessonStore';
import styles from './TeachPrompt.module.css';

/** What to look for, and which of its phrases the next box is of. */
export function TeachPrompt() {
  const prompt = useLesson((state) => state.prompt);
  const setPrompt = useLesson((state) => state.setPrompt);
  return (
    <section className={styles.prompt} aria-label="What to teach">
      <label htmlFor="teach-prompt">What the pictures show</label>
      <input
        id="teach-prompt"
        className={styles.field}
        data-testid="teach-prompt"
        value={prompt}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        placeholder="zorple — or several: zorple. green flumph"
        onChange={(event) => setPrompt(event.target.value)}
      />
      <Phrases />
    </section>
  );
}

function Phrases() {
  const phrases = useLesson((state) => state.parsed?.phrases);
  const active = useLesson((state) => state.active);
  const activate = useLesson((state) => state.activate);
  const empty = useLesson((state) => state.prompt.trim() === '');
  if (empty || !phrases) return <p className={styles.hint}>Its phrases will be listed here.</p>;
  if (phrases.length === 0)
    return <p className={styles.hint}>There is no phrase in this text yet that could be looked for: name a thing.</p>;
  return (
    <fieldset className={styles.phrases}>
      <legend className={styles.hint}>New boxes are of</legend>
      {phrases.map(({ text, start }, index) => (
        <label
          key={start}
          className={styles.phrase}
          style={{ '--phrase': phraseStyle(index).color } as CSSProperties}
          data-testid="teach-phrase"
        >
          <input type="radio" name="teach-phrase" checked={active === index} onChange={() => activate(index)} />
          <Swatch index={index} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
