import { ExampleButton } from '../../ui/ExampleButton';
import { FileButton } from '../../ui/FileButton';
import notices from '../../ui/notice.module.css';
import { heldOutPicture, MAX_PICTURES } from './lesson';
import { useLesson, useTeachController } from './lessonStore';
import { PictureCard } from './PictureCard';
import styles from './Pictures.module.css';

/** The pictures of the lesson. */
export function Pictures() {
  const pictures = useLesson((state) => state.pictures);
  const heldOut = useLesson((state) => state.parsed && heldOutPicture(state, state.parsed));
  return (
    <section className={styles.pictures} aria-label="Pictures">
      <Message />
      <ul className={styles.grid}>
        {pictures.map((picture) => (
          <li key={picture.id}>
            <PictureCard picture={picture} heldOut={picture.id === heldOut} />
          </li>
        ))}
        {pictures.length < MAX_PICTURES && (
          <li>
            <AddPictures first={pictures.length === 0} />
          </li>
        )}
      </ul>
    </section>
  );
}

function AddPictures({ first }: { first: boolean }) {
  const { addFiles, addExample } = useTeachController();
  const opening = useLesson((state) => state.opening);
  return (
    <div className={styles.add} data-first={first || undefined}>
      <FileButton
        accept="image/*"
        className={first ? 'primary' : ''}
        testId="teach-files"
        onFiles={(files) => void addFiles(files.map(({ file }) => file))}
      >
        {opening ? 'Opening …' : first ? 'Choose pictures' : 'Add pictures'}
      </FileButton>
      {first && <ExampleButton onTry={addExample} />}
      <p className={styles.hint}>
        {first
          ? `1 to ${MAX_PICTURES}, or drop them anywhere. With three or more, one is held out to see whether the lesson holds.`
          : 'or drop them anywhere'}
      </p>
    </div>
  );
}

function Message() {
  const { store } = useTeachController();
  const message = useLesson((state) => state.message);
  if (!message) return null;
  return (
    <div
      className={notices.notice}
      data-tone={message.tone}
      role={message.tone === 'error' ? 'alert' : 'status'}
      data-testid="teach-message"
    >
      <p>{message.text}</p>
      <button type="button" className="quiet" aria-label="Dismiss" onClick={() => store.getState().tell(undefined)}>
        ✕
      </button>
    </div>
  );
}
