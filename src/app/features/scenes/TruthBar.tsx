import { useMemo } from 'react';
import { currentRun, madeScene, thresholdOf } from '../../state/selectors';
import { useApp, usePage } from '../../page';
import { judge, verdict, type Judged } from './judge';
import styles from './TruthBar.module.css';

/** How the run compares with the made scene that is shown; undefined where there is none, or no answer to it yet. */
export function useVerdicts(): readonly Judged[] | undefined {
  const scene = useApp(madeScene);
  const run = useApp(currentRun);
  const threshold = useApp(thresholdOf);
  return useMemo(() => scene && run && judge(scene.caption, scene.phrases, run, threshold), [scene, run, threshold]);
}

/** For a made scene: the truth about it, on demand, and another one. */
export function TruthBar() {
  const { pictures } = usePage();
  const scene = useApp(madeScene);
  const opening = useApp((state) => state.opening !== undefined);
  const shown = useApp((state) => state.truthShown);
  const toggle = useApp((state) => state.toggleTruth);
  const judged = useVerdicts();
  if (!scene) return null;
  return (
    <div className={styles.bar} data-testid="truth-bar" data-seed={scene.seed}>
      <button type="button" className="small" aria-pressed={shown} data-testid="truth" onClick={toggle}>
        Show the truth
      </button>
      <button
        type="button"
        className="small"
        disabled={opening}
        data-testid="another-scene"
        onClick={() => void pictures.makeScene()}
      >
        Another scene
      </button>
      <p className={styles.text} role="status" data-shown={shown || undefined} data-testid="verdict">
        {shown
          ? judged
            ? verdict(judged)
            : 'Looking …'
          : `Scene ${scene.seed}: the page drew it and knows where everything is.`}
      </p>
    </div>
  );
}
