import { clip, toScreen, type Size, type View } from '../../picture/view';
import { useApp } from '../../page';
import type { Judged } from './judge';
import { useVerdicts } from './TruthBar';
import styles from './TruthOverlay.module.css';

/** Side of the square that holds a number. Screen pixels. */
const TAG = 17;

interface TruthOverlayProps {
  readonly stage: Size;
  readonly view: View;
}

/** Where things really are: black and white dashes, which no phrase has, and the numbers of the phrases. */
export function TruthOverlay({ stage, view }: TruthOverlayProps) {
  const shown = useApp((state) => state.truthShown);
  const judged = useVerdicts();
  return shown && judged ? <TrueBoxes judged={judged} stage={stage} view={view} /> : null;
}

function TrueBoxes({ judged, stage, view }: TruthOverlayProps & { readonly judged: readonly Judged[] }) {
  const active = useApp((state) => state.pointed?.phrase ?? state.pinned);
  const marks = judged.flatMap(({ truth, text, phrase }, index) =>
    truth.boxes.flatMap((box) => {
      const rect = clip(toScreen(box, view), stage, 1.5);
      return rect
        ? [{ rect, box, text, number: (phrase ?? index) + 1, faded: active !== undefined && phrase !== active }]
        : [];
    }),
  );
  return (
    <svg
      className={styles.overlay}
      width={stage.width}
      height={stage.height}
      role="group"
      aria-label="True boxes"
      data-testid="truth-overlay"
    >
      {marks.map(({ rect: { x, y, width, height }, box, text, number, faded }, at) => (
        <g
          key={at}
          role="img"
          aria-label={`${number}: ${text}, true box`}
          data-faded={faded || undefined}
          data-testid="true-box"
          data-box={box.join(',')}
        >
          <rect className={styles.light} x={x} y={y} width={width} height={height} />
          <rect className={styles.dashes} x={x} y={y} width={width} height={height} />
          <rect className={styles.tag} x={x + width - TAG} y={y + height - TAG} width={TAG} height={TAG} rx={3} />
          <text className={styles.number} x={x + width - TAG / 2} y={y + height - TAG / 2} textAnchor="middle">
            {number}
          </text>
        </g>
      ))}
    </svg>
  );
}
