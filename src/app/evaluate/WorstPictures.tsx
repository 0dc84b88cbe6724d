import { useState } from 'react';
import { BoxesOnPicture } from '../boxes/BoxesOnPicture';
import { thresholdOf } from '../store/selectors';
import { useApp } from '../store/store';
import styles from '../views/workbench.module.css';
import type { JudgedPicture } from './outcome';
import { PictureDialog } from './PictureDialog';
import { pictureOf } from './session';
import { formatShare } from './shares';
import own from './WorstPictures.module.css';

/** So many at a time: pictures are decoded as they are shown. */
const PAGE = 12;

/** Where the model fails most: pictures with the lowest average precision first. */
export function WorstPictures({ pictures }: { pictures: readonly JudgedPicture[] }) {
  const [shown, setShown] = useState(PAGE);
  const [opened, setOpened] = useState<number>();
  return (
    <section className={styles.panel} aria-labelledby="worst-pictures">
      <h3 id="worst-pictures">Worst pictures first</h3>
      <p className={styles.hint}>By the AP50 of the picture alone. What is true is dashed.</p>
      <ul className={own.grid} data-testid="worst-pictures">
        {pictures.slice(0, shown).map((picture, at) => (
          <li key={picture.index}>
            <PictureCard picture={picture} onOpen={() => setOpened(at)} />
          </li>
        ))}
      </ul>
      {shown < pictures.length && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, pictures.length - shown)} more of {pictures.length}
        </button>
      )}
      {opened !== undefined && <PictureDialog pictures={pictures} at={opened} onMove={setOpened} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

function PictureCard({ picture: { index, name, score }, onOpen }: { picture: JudgedPicture; onOpen: () => void }) {
  const { file, size, truth, found } = pictureOf(index);
  const threshold = useApp(thresholdOf);
  return (
    <button type="button" className={own.card} onClick={onOpen} data-testid="judged-picture" data-name={name}>
      <BoxesOnPicture file={file} name="" size={size} boxes={found.filter((box) => box.score >= threshold)} truth={truth} />
      <span className={own.caption}>
        <span className={own.name}>{name}</span> <span>{score === undefined ? 'nothing to find' : formatShare(score)}</span>
      </span>
    </button>
  );
}
