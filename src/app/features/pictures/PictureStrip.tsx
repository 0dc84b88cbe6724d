import type { KeyboardEvent } from 'react';
import { useApp, usePage } from '../../page';
import styles from './PictureStrip.module.css';

/** Pictures that came together: all are there, and the text applies to each. Arrow keys go through them. */
export function PictureStrip() {
  const { pictures } = usePage();
  const strip = useApp((state) => state.strip);
  const shown = useApp((state) => state.picture?.stripKey);
  if (strip.length < 2) return null;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = strip.findIndex(({ key }) => key === shown) + step;
    if (!strip[index]) return;
    event.currentTarget.querySelectorAll('button')[index]?.focus();
    void pictures.showInStrip(index);
  };
  return (
    <ul className={styles.strip} aria-label="Your pictures" data-testid="strip" onKeyDown={onKeyDown}>
      {strip.map(({ key, name, url }, index) => (
        <li key={key}>
          <button
            type="button"
            aria-label={name}
            aria-current={key === shown || undefined}
            title={name}
            data-testid="strip-picture"
            onClick={() => void pictures.showInStrip(index)}
          >
            <img src={url} alt="" loading="lazy" decoding="async" draggable={false} />
          </button>
        </li>
      ))}
    </ul>
  );
}
