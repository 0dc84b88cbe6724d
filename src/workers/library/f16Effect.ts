/** What storing weights in F16 does to the alignments, for the visitor. The numbers are measured: see docs/checkpoints.md. */
export const F16_EFFECT = 'F16 takes half the room; its effect on the alignments is below what a threshold can show.';
