import { useMemo, useRef, useState, type CSSProperties } from 'react';
import { phraseStyle } from './palette';
import { FileImage } from './FileImage';
import { placeLabels } from './labels';
import { labelRequest } from './labelText';
import { textWidth } from './textWidth';
import { useSize } from './useSize';
import { clip, layOut, toScreen, WHOLE, type Size } from './view';
import styles from './BoxesOnPicture.module.css';
import type { DrawnBox } from './DrawnBox';

interface BoxesOnPictureProps {
  readonly file: Blob;
  readonly name: string;
  /** Size that the boxes are in; without it that of the picture. */
  readonly size?: Size | undefined;
  /** Best first. */
  readonly boxes: readonly (DrawnBox & { readonly score: number })[];
  /** Drawn dashed, in black and white. */
  readonly truth?: readonly DrawnBox[];
  /** Whether words and scores stand at the boxes. */
  readonly labelled?: boolean;
}

/** Half of a stroke, so that a box at the picture's edge is drawn in full. */
const INSET = 1.5;

/** A picture as wide as there is room, with boxes over it in screen pixels. */
export function BoxesOnPicture({ file, name, size, boxes, truth = [], labelled = false }: BoxesOnPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const stage = useSize(frame);
  const [natural, setNatural] = useState<Size>();
  const picture = size ?? natural;
  const shape = natural && ({ '--shape': natural.width / natural.height } as CSSProperties);
  return (
    <div ref={frame} className={styles.frame} style={shape}>
      <FileImage
        file={file}
        alt={name}
        loading="lazy"
        decoding="async"
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setNatural({ width: naturalWidth, height: naturalHeight })
        }
      />
      {stage && picture && <Marks stage={stage} picture={picture} boxes={boxes} truth={truth} labelled={labelled} />}
    </div>
  );
}

function Marks({
  stage,
  picture,
  boxes,
  truth,
  labelled,
}: Required<Pick<BoxesOnPictureProps, 'boxes' | 'truth' | 'labelled'>> & { stage: Size; picture: Size }) {
  const view = useMemo(() => layOut(picture, stage, WHOLE), [picture, stage]);
  const rectOf = ({ box }: DrawnBox) => clip(toScreen(box, view), stage, INSET);
  const drawn = boxes.flatMap((box) => {
    const rect = rectOf(box);
    return rect ? [{ ...box, rect }] : [];
  });
  const labels = labelled
    ? placeLabels(
        drawn.map(({ rect, style, text, score }) =>
          labelRequest(rect, phraseStyle(style).number, text, score, textWidth),
        ),
        stage,
      )
    : [];
  return (
    <svg
      className={styles.marks}
      data-small={!labelled || undefined}
      width={stage.width}
      height={stage.height}
      aria-hidden="true"
    >
      {truth.map((box, at) => {
        const rect = rectOf(box);
        return (
          rect && (
            <g key={at} data-testid="true-box">
              <rect className={styles.light} {...rect} />
              <rect className={styles.dashes} {...rect} />
            </g>
          )
        );
      })}
      {drawn.map(({ rect, style }, at) => (
        <g key={at} data-testid="found-box">
          <rect className={styles.halo} {...rect} rx={2} />
          <rect className={styles.stroke} {...rect} rx={2} stroke={phraseStyle(style).color} />
        </g>
      ))}
      {labels.map(({ x, y, width, height, text }, at) => {
        const { color, ink } = phraseStyle(drawn[at]!.style);
        return (
          <g key={at} transform={`translate(${x} ${y})`}>
            <rect width={width} height={height} rx={4} fill={color} />
            <text className={styles.label} x={7} y={height / 2} fill={ink}>
              {text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
