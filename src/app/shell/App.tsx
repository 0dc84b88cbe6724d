import { Activity, Suspense, use, useEffect } from 'react';
import { ModelButton } from '../features/models/ModelButton';
import { ModelsDialog } from '../features/models/ModelsDialog';
import { ShareButton } from '../features/share/ShareButton';
import { useApp } from '../page';
import styles from './App.module.css';
import { Boundary } from './Boundary';
import { Footer } from './Footer';
import { GroundView } from './GroundView';
import type { LazyViewName, LazyViews } from './lazyViews';
import { COMMON_TOPICS, Messages } from './Messages';
import { Navigation, TITLES } from './Navigation';

export function App({ views }: { readonly views: LazyViews }) {
  const view = useApp((state) => state.view);
  useEffect(() => {
    document.title = view === 'ground' ? 'GLIP: which phrase is where' : `${TITLES[view]} · GLIP`;
    focusContents();
  }, [view]);
  return (
    <Boundary title="The page">
      <div className={styles.page}>
        <button type="button" className={styles.skip} onClick={() => mainElement()?.focus()}>
          Skip to the contents
        </button>
        <header className={styles.header}>
          <h1>
            <Mark /> GLIP
          </h1>
          <Navigation />
          <p className={styles.tagline}>
            Write what is in a picture; see which phrase is where. It all happens on your machine.
          </p>
          <ModelButton />
          {view === 'ground' && <ShareButton />}
        </header>
        {/* Zoom, open forms and the like are as they were left. */}
        <Activity mode={view === 'ground' ? 'visible' : 'hidden'}>
          <Boundary title={TITLES.ground}>
            <GroundView />
          </Boundary>
        </Activity>
        {view !== 'ground' && (
          <Boundary key={view} title={TITLES[view]} onRetry={() => views.retry(view)}>
            <Suspense fallback={<p className={styles.opening}>Opening …</p>}>
              <LazyView name={view} views={views} />
            </Suspense>
          </Boundary>
        )}
        <Boundary title="Models">
          <ModelsDialog />
        </Boundary>
        <Footer />
      </div>
    </Boundary>
  );
}

function LazyView({ name, views }: { readonly name: LazyViewName; readonly views: LazyViews }) {
  const render = use(views.open(name));
  useEffect(focusContents, []);
  return render(<Messages topics={COMMON_TOPICS} />);
}

const mainElement = () => [...document.querySelectorAll('main')].find((element) => element.checkVisibility());

/** Who has pressed a link to another view goes on in that view. A focus that is elsewhere stays. */
function focusContents(): void {
  const { activeElement } = document;
  if (activeElement?.closest('nav')) mainElement()?.focus({ preventScroll: true });
}

function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" fill="none" strokeWidth="3">
      <rect x="3" y="8" width="17" height="17" rx="3" stroke="#0072b2" />
      <rect x="12" y="4" width="17" height="13" rx="3" stroke="#e69f00" strokeDasharray="5 2.5" />
    </svg>
  );
}
