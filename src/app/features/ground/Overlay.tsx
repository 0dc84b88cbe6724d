import { useMemo } from 'react';
import { phraseStyle } from '../../picture/palette';
import type { VisibleDetection } from '../../state/selectors';
import { useApp } from '../../page';
import { placeLabels } from '../../picture/labels';
import { formatScore, labelRequest } from '../../picture/labelText';
import styles from './Overlay.module.css';
import { textWidth } from '../../picture/textWidth';
import { clip, toScreen, type Rect, type Size, type View } from '../../picture/view';

/** Half of the outer stroke, so that a box at the picture's edge is drawn in full. */
const INSET = 2.5;

interface Drawn extends VisibleDetection {
  readonly rect: Rect;
}

interface OverlayProps {
  readonly detections: readonly VisibleDetection[];
  readonly stage: Size;
  readonly view: View;
  /** True while the prompt is already another: the boxes are still those of the former one. */
  readonly stale: boolean;
  /** True while a heat map lies below. */
  readonly heat: boolean;
}

/** Boxes and labels, drawn in screen pixels: strokes and letters keep their size however the picture is zoomed. */
export function Overlay({ detections, stage, view, stale, heat }: OverlayProps) {
  const pointed = useApp((state) => state.pointed);
  const pinned = useApp((state) => state.pinned);
  const active = pointed?.phrase ?? pinned;
  const drawn = useMemo(
    () =>
      detections.flatMap((detection): Drawn[] => {
        const rect = clip(toScreen(detection.box, view), stage, INSET);
        return rect ? [{ ...detection, rect }] : [];
      }),
    [detections, stage, view],
  );
  const labels = useMemo(
    () =>
      placeLabels(
        drawn.map(({ rect, phrase, text, score }) =>
          labelRequest(rect, phraseStyle(phrase).number, text, score, textWidth),
        ),
        stage,
      ),
    [drawn, stage],
  );
  // Small boxes lie on top, so that they can be pointed at within large ones.
  const bySize = useMemo(
    () => drawn.map((_, at) => at).sort((a, b) => area(drawn[b]!.rect) - area(drawn[a]!.rect)),
    [drawn],
  );
  const faded = ({ phrase, index }: Drawn) =>
    (active !== undefined && phrase !== active) || (pointed?.detection !== undefined && pointed.detection !== index);

  return (
    <svg
      className={styles.overlay}
      data-stale={stale || undefined}
      data-heat={heat || undefined}
      width={stage.width}
      height={stage.height}
      role="group"
      aria-label="Boxes (arrow keys go from one to the next)"
      data-testid="overlay"
    >
      {bySize.map((at, place) => (
        <BoxMark
          key={drawn[at]!.index}
          first={place === 0}
          detection={drawn[at]!}
          faded={faded(drawn[at]!)}
          active={drawn[at]!.phrase === active}
          pinned={pinned === drawn[at]!.phrase}
        />
      ))}
      <g aria-hidden="true">
        {/* In the reverse order, so that the best detections' labels end up on top. */}
        {drawn
          .map((detection, at) => ({ detection, label: labels[at]! }))
          .reverse()
          .map(({ detection, label }) => {
            const { color, ink } = phraseStyle(detection.phrase);
            return (
              <g
                key={detection.index}
                className={styles.label}
                data-faded={faded(detection) || undefined}
                data-active={(detection.phrase === active && !faded(detection)) || undefined}
                data-testid="box-label"
                transform={`translate(${label.x} ${label.y})`}
              >
                <rect width={label.width} height={label.height} rx={4} fill={color} />
                <text className={styles.labelText} x={7} y={label.height / 2} fill={ink}>
                  {label.text}
                </text>
              </g>
            );
          })}
      </g>
    </svg>
  );
}

interface BoxMarkProps {
  readonly detection: Drawn;
  /** The one that Tab reaches; arrow keys go on to the others, of which there may be hundreds. */
  readonly first: boolean;
  readonly faded: boolean;
  readonly active: boolean;
  readonly pinned: boolean;
}

function BoxMark({ detection, first, faded, active, pinned }: BoxMarkProps) {
  const point = useApp((state) => state.point);
  const togglePinned = useApp((state) => state.togglePinned);
  const { phrase, index, text, score, box, rect } = detection;
  const { color, dash, number } = phraseStyle(phrase);
  const show = () => point({ phrase, detection: index });
  const leave = () => point(undefined);
  return (
    <g
      className={styles.box}
      role="button"
      tabIndex={first ? 0 : -1}
      aria-label={`${number}: ${text}, score ${formatScore(score)}`}
      aria-pressed={pinned}
      data-testid="box"
      data-box={box.map((value) => Math.round(value * 100) / 100).join(',')}
      data-phrase={phrase}
      data-score={score.toFixed(4)}
      data-faded={faded || undefined}
      data-active={(active && !faded) || undefined}
      onPointerEnter={show}
      onPointerLeave={leave}
      onFocus={show}
      onBlur={leave}
      onClick={() => togglePinned(phrase)}
      onKeyDown={(event) => {
        const { key, currentTarget } = event;
        if (key === 'Enter' || key === ' ') togglePinned(phrase);
        else if (key === 'ArrowRight' || key === 'ArrowDown') focusBox(currentTarget.nextElementSibling);
        else if (key === 'ArrowLeft' || key === 'ArrowUp') focusBox(currentTarget.previousElementSibling);
        else return;
        event.preventDefault();
      }}
    >
      <rect className={styles.halo} {...rect} rx={3} />
      <rect className={styles.stroke} {...rect} rx={3} stroke={color} strokeDasharray={dash} />
    </g>
  );
}

function focusBox(element: Element | null): void {
  if (element instanceof SVGElement && element.getAttribute('role') === 'button') element.focus();
}

const area = ({ width, height }: Rect) => width * height;
