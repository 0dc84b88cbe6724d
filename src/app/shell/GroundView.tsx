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
import styles from './GroundView.module.css';

/** One picture and one text: which phrase is where. */
export function GroundView() {
  return (
    <main className={styles.main}>
      <div className={styles.work}>
        <PromptField />
        <TaughtNote />
        <Notices />
        <div>
          <Stage />
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
