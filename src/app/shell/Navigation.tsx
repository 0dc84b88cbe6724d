import { useApp } from '../page';
import { VIEWS, type ViewName } from '../state/views';
import styles from './Navigation.module.css';

export const TITLES: Readonly<Record<ViewName, string>> = {
  ground: 'Ground',
  teach: 'Teach',
  evaluate: 'Evaluate',
  label: 'Label',
};

/** The way from one view to another. */
export function Navigation() {
  const shown = useApp((state) => state.view);
  const groundFragment = useApp((state) => state.groundFragment);
  const fragmentOf = (view: ViewName) => (view === 'ground' ? groundFragment || '#' : `#${view}`);
  return (
    <nav className={styles.nav} aria-label="Views">
      {VIEWS.map((view) => (
        <a
          key={view}
          href={fragmentOf(view)}
          aria-current={view === shown ? 'page' : undefined}
          data-title={TITLES[view]}
          data-testid={`view-${view}`}
        >
          {TITLES[view]}
        </a>
      ))}
    </nav>
  );
}
