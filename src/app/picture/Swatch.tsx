import { phraseStyle } from './palette';
import styles from './Swatch.module.css';

/** A little box as it is drawn in the picture: colour, dashes and number. */
export function Swatch({ index }: { index: number }) {
  const { color, ink, dash, number } = phraseStyle(index);
  return (
    <svg className={styles.swatch} width="34" height="26" viewBox="0 0 34 26" aria-hidden="true">
      <rect
        x="2"
        y="2"
        width="30"
        height="22"
        rx="3"
        fill="none"
        stroke={color}
        strokeWidth="2.5"
        strokeDasharray={dash}
      />
      <rect x="6" y="5.5" width="22" height="15" rx="2" fill={color} />
      <text x="17" y="13" textAnchor="middle" fill={ink}>
        {number}
      </text>
    </svg>
  );
}
