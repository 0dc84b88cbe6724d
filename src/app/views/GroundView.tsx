import { Details } from '../panels/Details';
import { Notices } from '../panels/Notices';
import { PhraseList } from '../panels/PhraseList';
import { Resolution } from '../panels/Resolution';
import { Status } from '../panels/Status';
import { Threshold } from '../panels/Threshold';
import { PromptField } from '../prompt/PromptField';
import { SaveButtons } from '../save/SaveButtons';
import { TaughtNote } from '../prompt/TaughtNote';
import { TruthBar } from '../scene/TruthBar';
import { BringPicture } from '../sources/BringPicture';
import { Gallery } from '../sources/Gallery';
import { OpenPicture } from '../sources/OpenPicture';
import { Stage } from '../stage/Stage';
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
      <BringPicture />
    </main>
  );
}
