import type { ReactNode } from 'react';
import { DropZone } from '../../ui/DropZone';
import bench from '../../ui/workbench.module.css';
import { Keep } from './Keep';
import { LessonPanel } from './LessonPanel';
import { useTeachController } from './lessonStore';
import { Pictures } from './Pictures';
import { useShortcuts } from '../../ui/useShortcuts';
import { TeachPrompt } from './TeachPrompt';
import styles from './TeachView.module.css';

/** Boxes drawn in a few pictures teach the model what a phrase names. */
export function TeachView({ notices }: { readonly notices: ReactNode }) {
  const { addFiles, loadTuned, store } = useTeachController();
  const { undo, redo } = store.getState();
  useShortcuts({ undo, redo });
  const take = ({ files }: DataTransfer) => {
    const [taught] = [...files].filter(isPromptFile);
    const pictures = [...files].filter((file) => !isPromptFile(file));
    if (taught) void loadTuned(taught);
    if (pictures.length > 0) void addFiles(pictures);
  };
  return (
    <main className={styles.main} tabIndex={-1}>
      <div className={styles.work}>
        <div className={bench.intro}>
          <h2>Teach by example</h2>
          <p>
            Name a thing the model does not know, or confuses. Draw a box around every one of them in a few pictures,
            press Teach, and watch it learn. Pictures and lesson stay on your machine.
          </p>
        </div>
        {notices}
        <TeachPrompt />
        <Pictures />
      </div>
      <aside className={styles.rail} aria-label="Lesson">
        <LessonPanel />
        <Keep />
      </aside>
      <DropZone invitation={invitation} onDrop={take} />
    </main>
  );
}

const invitation = () => 'Drop pictures to teach with, or a taught prompt';

const isPromptFile = ({ name }: File) => /\.json$/i.test(name);
