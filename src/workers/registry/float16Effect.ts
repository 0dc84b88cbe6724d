/** What storing weights in F16 does, for the visitor. Measured with `npm run format-effect`: see docs/checkpoints.md. */
export const FLOAT16_EFFECT =
  'Against the official reference runs, F16 changes no alignment of a word with a place by more than 0.7 percentage points.';
