import { useState } from 'react';
import { useApp, usePage } from '../page';
import { sentenceOf } from '../engine/sentence';
import { rememberedTheme, rememberTheme, THEMES, type Theme } from '../state/remembered';
import styles from './Footer.module.css';
import { ShortcutsHelp } from './ShortcutsHelp';
import { showTheme } from './theme';

/** What holds for the whole page: its look, its keys, and what it keeps on this machine. */
export function Footer() {
  return (
    <footer className={styles.footer}>
      <KeptWorkNote />
      <ShortcutsHelp />
      <ThemeChoice />
    </footer>
  );
}

const NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function ThemeChoice() {
  const [theme, setTheme] = useState(rememberedTheme);
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    rememberTheme(chosen);
    showTheme(chosen);
  };
  return (
    <label>
      Colours{' '}
      <select value={theme} data-testid="theme" onChange={({ target }) => choose(target.value as Theme)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Says whether picture and text are there again at the next visit, and lets them be forgotten. */
function KeptWorkNote() {
  const { store, keptWork } = usePage();
  const keeps = useApp((state) => state.keeps);
  const [forgotten, setForgotten] = useState(false);
  if (keeps === undefined) return null;
  if (!keeps) {
    return (
      <p data-testid="kept-work">
        This browser lets the page store nothing, as in some private windows: picture and text are gone after this
        visit.
      </p>
    );
  }
  const forget = () =>
    keptWork.forget().then(
      () => setForgotten(true),
      (error: unknown) => store.getState().tell('page', { tone: 'error', text: sentenceOf(error) }),
    );
  return (
    <p data-testid="kept-work">
      {forgotten
        ? 'The kept picture and text were deleted.'
        : 'The last picture and its text are kept in this browser.'}{' '}
      {!forgotten && (
        <button type="button" className="small" data-testid="forget-work" onClick={() => void forget()}>
          Forget them
        </button>
      )}
    </p>
  );
}
