import { Activity, lazy } from 'react';
import styles from './App.module.css';
import { ModelsDialog } from '../features/models/ModelsDialog';
import { ModelButton } from '../features/models/ModelButton';
import { ShareButton } from '../features/share/ShareButton';
import { useApp } from '../state/appStore';
import { GroundView } from './GroundView';
import { Boundary } from './Boundary';
import { Navigation } from './Navigation';

/** Each a chunk of its own: who only grounds fetches none of them. */
const EvaluateView = lazy(() => import('../features/evaluate/EvaluateView'));
const TeachView = lazy(() => import('../features/teach/TeachView'));
const LabelView = lazy(() => import('../features/label/LabelView'));

export function App() {
  const view = useApp((state) => state.view);
  return (
    <div className={styles.page}>
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
        <GroundView />
      </Activity>
      {view === 'teach' && (
        <Boundary title="Teach">
          <TeachView />
        </Boundary>
      )}
      {view === 'evaluate' && (
        <Boundary title="Evaluate">
          <EvaluateView />
        </Boundary>
      )}
      {view === 'label' && (
        <Boundary title="Label">
          <LabelView />
        </Boundary>
      )}
      <ModelsDialog />
    </div>
  );
}

function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" fill="none" strokeWidth="3">
      <rect x="3" y="8" width="17" height="17" rx="3" stroke="#0072b2" />
      <rect x="12" y="4" width="17" height="13" rx="3" stroke="#e69f00" strokeDasharray="5 2.5" />
    </svg>
  );
}
