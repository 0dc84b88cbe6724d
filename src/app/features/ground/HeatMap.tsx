import { useEffect, useRef, useState } from 'react';
import type { AlignmentMap, Span } from '../../../model';
import { isAbort, sentenceOf } from '../../engine/sentence';
import { useApp, usePage } from '../../page';
import { useEscape } from '../../ui/useEscape';
import { paintHeat } from '../../picture/heatColors';
import styles from './HeatMap.module.css';
import type { Size, View } from '../../picture/view';

/** How strongly the model ties the chosen words to every place of the picture. */
export function HeatMap({ span, text, picture, view }: { span: Span; text: string; picture: Size; view: View }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [maximum, setMaximum] = useState<number>();
  const tell = useApp((state) => state.tell);
  const clearHeat = useApp((state) => state.clearHeat);
  const { engine } = usePage();

  useEffect(() => {
    let wanted = true;
    const map = engine.ready().then((client) => client.alignment(span));
    map.then(
      (map) => {
        if (wanted && canvas.current) setMaximum(paint(canvas.current, map));
      },
      (error: unknown) => {
        if (!wanted) return;
        clearHeat();
        if (!isAbort(error)) tell('run', { tone: 'error', text: sentenceOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [span, tell, clearHeat, engine]);

  useEscape(clearHeat);

  return (
    <>
      <canvas
        ref={canvas}
        className={styles.map}
        data-testid="heatmap"
        data-ready={maximum !== undefined || undefined}
        data-word={text}
        role="img"
        aria-label={`Heat map of “${text}”`}
        style={{ left: view.x, top: view.y, width: picture.width * view.scale, height: picture.height * view.scale }}
      />
      <p className={styles.legend}>
        <span>
          Heat map of <b>“{text}”</b>
        </span>
        {maximum !== undefined && (
          <span className={styles.scale}>
            0<span className={styles.ramp} />
            {maximum.toFixed(2)}
          </span>
        )}
        <button type="button" className="quiet" onClick={clearHeat} aria-label="Close the heat map">
          ✕
        </button>
      </p>
    </>
  );
}

function paint(canvas: HTMLCanvasElement, { width, height, values }: AlignmentMap): number {
  const { pixels, maximum } = paintHeat(values);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  return maximum;
}
