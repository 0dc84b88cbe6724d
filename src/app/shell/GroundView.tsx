import { Details } from '../features/ground/Details';
import { Notices } from '../features/ground/Notices';
import { PhraseList } from '../features/ground/PhraseList';
import { Resolution } from '../ui/Resolution';
import { Status } from '../features/ground/Status';
import { Threshold } from '../features/ground/Threshold';
import { PromptField } from '../features/ground/prompt/PromptField';
import { SaveButtons } from '../features/ground/SaveButtons';
import { TaughtNote } from '../features/ground/prompt/TaughtNote';
import { TruthBar } from '../features/scenes/TruthBar';
import { DropAndPaste } from '../features/pictures/DropAndPaste';
import { Gallery } from '../features/pictures/Gallery';
import { OpenPicture } from '../features/pictures/OpenPicture';
import { Stage } from '../features/ground/Stage';
import { PictureStrip } from '../features/pictures/PictureStrip';
import { TruthOverlay } from '../features/scenes/TruthOverlay';
import { usePage } from '../page';
import { useShortcuts } from '../ui/useShortcuts';
import { Messages } from './Messages';
import styles from './GroundView.module.css';

/** One picture and one text: which phrase is where. */
export function GroundView() {
  const { undo, redo } = usePage().store.getState();
  // The text field's own undo knows nothing of phrases, and forgets when a sample is chosen.
  useShortcuts({ undo, redo }, { inField: 'prompt' });
  return (
    <main className={styles.main} tabIndex={-1}>
      <div className={styles.work}>
        <PromptField />
        <TaughtNote />
        <Notices>
          <Messages />
        </Notices>
        <div>
          <Stage overlay={TruthOverlay} />
          <PictureStrip />
          <Status />
          <TruthBar />
        </div>
      </div>
      <aside className={styles.rail} aria-label="Result">
        <PhraseList />
        <Threshold />
        <Resolution />
        <div className={styles.save}>
          <SaveButtons />
        </div>
        <Details />
      </aside>
      <section className={styles.sources} aria-label="Pictures">
        <OpenPicture />
        <Gallery />
      </section>
      <DropAndPaste />
    </main>
  );
}
