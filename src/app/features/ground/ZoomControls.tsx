import styles from './Stage.module.css';
import { MAX_ZOOM } from '../../picture/view';

interface ZoomControlsProps {
  readonly zoom: number;
  readonly onIn: () => void;
  readonly onOut: () => void;
  readonly onWhole: () => void;
}

export function ZoomControls({ zoom, onIn, onOut, onWhole }: ZoomControlsProps) {
  return (
    <div className={styles.zoom} role="group" aria-label="Zoom">
      {zoom > 1 && (
        <button
          type="button"
          className="quiet"
          onClick={onWhole}
          aria-label="Show the whole picture"
          title="Show the whole picture"
        >
          {Math.round(zoom * 100)} %
        </button>
      )}
      <button
        type="button"
        className="quiet"
        onClick={onOut}
        disabled={zoom <= 1}
        aria-label="Zoom out"
        title="Zoom out"
      >
        −
      </button>
      <button
        type="button"
        className="quiet"
        onClick={onIn}
        disabled={zoom >= MAX_ZOOM}
        aria-label="Zoom in"
        title="Zoom in (or Ctrl and wheel)"
      >
        +
      </button>
    </div>
  );
}
