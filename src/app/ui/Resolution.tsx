import { INPUT_SIZES, type InputSize } from '../../model';
import { expectedMilliseconds, inputPixels, inputSizeOf } from '../state/pace';
import { formatDuration } from '../lib/format';
import { useApp, usePage } from '../page';
import styles from './Resolution.module.css';

const NAMES: Record<InputSize, string> = { fast: 'Fast', balanced: 'Balanced', full: 'Full' };

/** How large the model in use sees pictures, where that is for the visitor to say: the larger, the smaller the things it finds, and the longer it takes. */
export function Resolution() {
  const sizes = useApp((state) => state.modelInfo?.inputSizes);
  return sizes && sizes.length > 0 ? <ResolutionChoice title="Resolution" sizes={sizes} /> : null;
}

export function ResolutionChoice({ title, sizes }: { title: string; sizes: readonly InputSize[] }) {
  const { models } = usePage();
  const chosen = useApp(inputSizeOf);
  return (
    <fieldset className={styles.resolution} data-testid="resolution">
      <legend>{title}</legend>
      {sizes.map((size) => (
        <label
          key={size}
          className={styles.size}
          title={`Short side ${INPUT_SIZES[size].min} pixels, long side ${INPUT_SIZES[size].max} at most`}
        >
          <input
            type="radio"
            name={title}
            value={size}
            checked={size === chosen}
            onChange={() => models.chooseInputSize(size)}
          />
          <span>{NAMES[size]}</span>
          <span className={styles.pixels}>
            {size === 'full' ? `${INPUT_SIZES.full.min} × ${INPUT_SIZES.full.max}` : INPUT_SIZES[size].min}
          </span>
          <ExpectedTime size={size} />
        </label>
      ))}
    </fieldset>
  );
}

/** Known after the first picture. */
function ExpectedTime({ size }: { size: InputSize }) {
  const milliseconds = useApp(({ pace, picture, modelInfo }) =>
    pace && picture && modelInfo?.inputSizes.includes(size)
      ? expectedMilliseconds(pace, inputPixels(picture, size))
      : undefined,
  );
  return milliseconds === undefined ? null : <span className={styles.time}>≈ {formatDuration(milliseconds)}</span>;
}
