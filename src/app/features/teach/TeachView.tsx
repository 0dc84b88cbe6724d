import { useEffect } from 'react';
import { Messages, COMMON_TOPICS } from '../../shell/Messages';
import { DropZone } from '../../ui/DropZone';
import bench from '../../ui/workbench.module.css';
import { Keep } from './Keep';
import { LessonPanel } from './LessonPanel';
import { lessonStore } from './lessonStore';
import { Pictures } from './Pictures';
import { isPromptFile, loadTuned } from './promptFiles';
import { TeachPrompt } from './TeachPrompt';
import { teacher } from './teaching';
import styles from './TeachView.module.css';

/** Boxes drawn in a few pictures teach the model what a phrase names. */
export default function TeachView() {
  useUndoKey();
  return (
    <main className={styles.main}>
      <div className={styles.work}>
        <div className={bench.intro}>
          <h2>Teach by example</h2>
          <p>
            Name a thing the model does not know, or confuses. Draw a box around every one of them in a few pictures,
            press Teach, and watch it learn. Pictures and lesson stay on your machine.
          </p>
        </div>
        <Messages topics={COMMON_TOPICS} />
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

function take({ files }: DataTransfer): void {
  const [taught] = [...files].filter(isPromptFile);
  const pictures = [...files].filter((file) => !isPromptFile(file));
  if (taught) void loadTuned(taught);
  if (pictures.length > 0) void teacher.addFiles(pictures);
}

/** Ctrl+Z outside of the text field, which has an undo of its own. */
function useUndoKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (typing || event.shiftKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      event.preventDefault();
      lessonStore.getState().undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
