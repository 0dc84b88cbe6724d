interface StepButtonsProps {
  /** Index of what is shown, and how many there are. */
  readonly at: number;
  readonly count: number;
  readonly onStep: (by: 1 | -1) => void;
}

/** To the previous and to the next of several pictures. */
export function StepButtons({ at, count, onStep }: StepButtonsProps) {
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label="Previous picture"
        disabled={at <= 0}
        onClick={() => onStep(-1)}
      >
        ←
      </button>
      <button
        type="button"
        className="quiet"
        aria-label="Next picture"
        disabled={at === count - 1}
        onClick={() => onStep(1)}
      >
        →
      </button>
    </>
  );
}
