import { useApp } from '../store/store';
import { VIEWS, type ViewName } from './views';
import styles from './ViewNav.module.css';

const TITLES: Readonly<Record<ViewName, string>> = {
  ground: 'Ground',
  teach: 'Teach',
  evaluate: 'Evaluate',
  label: 'Label',
};

/** The way from one view to another. */
export function ViewNav() {
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
