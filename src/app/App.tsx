import styles from './App.module.css';
import { Library } from './models/Library';
import { ModelButton } from './models/ModelButton';
import { Details } from './panels/Details';
import { Notices } from './panels/Notices';
import { PhraseList } from './panels/PhraseList';
import { Resolution } from './panels/Resolution';
import { Status } from './panels/Status';
import { Threshold } from './panels/Threshold';
import { PromptField } from './prompt/PromptField';
import { SaveButtons } from './save/SaveButtons';
import { ShareButton } from './share/ShareButton';
import { TruthBar } from './scene/TruthBar';
import { DropZone } from './sources/DropZone';
import { Gallery } from './sources/Gallery';
import { OpenPicture } from './sources/OpenPicture';
import { Stage } from './stage/Stage';

export function App() {
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>
          <Mark /> GLIP
        </h1>
        <p className={styles.tagline}>Write what is in a picture; see which phrase is where. It all happens on your machine.</p>
        <ModelButton />
        <ShareButton />
      </header>
      <main className={styles.main}>
        <div className={styles.work}>
          <PromptField />
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
      </main>
      <Library />
      <DropZone />
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
