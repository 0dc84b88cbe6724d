import { startTransition, Suspense, use, useMemo, useState } from 'react';
import type { JudgedPicture } from '../../../workers/messages/scoring';
import { BoxesOnPicture } from '../../picture/BoxesOnPicture';
import { baseName } from '../../lib/pathFile';
import { thresholdOf } from '../../state/selectors';
import { useApp } from '../../page';
import grid from '../../ui/pictureGrid.module.css';
import styles from '../../ui/workbench.module.css';
import { PictureDialog } from './PictureDialog';
import { formatFraction } from '../../lib/format';
import { useEvaluate, useEvaluateController } from './evaluateStore';
import own from './WorstPictures.module.css';

/** So many at a time: pictures are decoded as they are shown. */
const PAGE = 12;

/** Where the model fails most: pictures with the lowest average precision first. */
export function WorstPictures({ pictures: judged }: { pictures: readonly JudgedPicture[] }) {
  const { fileOf } = useEvaluateController();
  const [shown, setShown] = useState(PAGE);
  const [opened, setOpened] = useState<number>();
  // Results can be scored without the pictures, which may come later.
  const missing = useEvaluate((state) => state.dataSet!.missing);
  const pictures = useMemo(
    () => judged.filter(({ index }) => missing.length === 0 || fileOf(index)),
    [judged, missing, fileOf],
  );
  if (pictures.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="worst-pictures">
      <h3 id="worst-pictures">Worst pictures first</h3>
      <p className={styles.hint}>By the AP50 of the picture alone. What is true is dashed.</p>
      <ul className={grid.grid} data-testid="worst-pictures">
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
      {opened !== undefined && (
        <PictureDialog
          pictures={pictures}
          at={opened}
          onMove={(at) => startTransition(() => setOpened(at))}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}

function PictureCard({ picture: { index, score }, onOpen }: { picture: JudgedPicture; onOpen: () => void }) {
  const { fileOf } = useEvaluateController();
  const { path } = fileOf(index)!;
  return (
    <button type="button" className={own.card} onClick={onOpen} data-testid="judged-picture" data-name={path}>
      <Suspense fallback={<div className={grid.blank} />}>
        <Thumbnail index={index} />
      </Suspense>
      <span className={grid.facts}>
        <span className={grid.name} title={path}>
          {baseName(path)}
        </span>{' '}
        <span>{score === undefined ? 'nothing to find' : formatFraction(score)}</span>
      </span>
    </button>
  );
}

function Thumbnail({ index }: { index: number }) {
  const { fileOf, pictureBoxes } = useEvaluateController();
  const { size, truth, found } = use(pictureBoxes(index));
  const threshold = useApp(thresholdOf);
  return (
    <BoxesOnPicture
      file={fileOf(index)!.file}
      name=""
      size={size}
      boxes={found.filter((box) => box.score >= threshold)}
      truth={truth}
    />
  );
}
