import type { LabelledBox, LabelledPicture } from '../../../data/datasets/labelledPicture';
import { pseudoLabels } from '../../../data/datasets/pseudoLabels';
import type { GroundedPicture, LabelEntry, LabelRecord, LabelSettings } from '../../../workers/messages/labelling';

/** What a labelling comes to, derived from what is kept of it. Pure. */

export const STANDINGS = ['to-review', 'accepted', 'rejected', 'dropped', 'waiting', 'failed'] as const;
/** `dropped`: the model is sure of nothing in it. */
export type Standing = (typeof STANDINGS)[number];

/** The boxes as they stand: the visitor's, else what the model proposes. */
export function boxesOf({ boxes, grounded }: LabelRecord, confidence: number): readonly LabelledBox[] {
  return boxes ?? (grounded ? proposed(grounded, confidence) : []);
}

/** Asked for again with every change of any picture. */
const proposals = new WeakMap<
  GroundedPicture,
  { readonly confidence: number; readonly boxes: readonly LabelledBox[] }
>();

function proposed(grounded: GroundedPicture, confidence: number): readonly LabelledBox[] {
  const known = proposals.get(grounded);
  if (known?.confidence === confidence) return known.boxes;
  const boxes = pseudoLabels(grounded.phrases, grounded.detections, confidence);
  proposals.set(grounded, { confidence, boxes });
  return boxes;
}

export function standingOf({ record }: LabelEntry, confidence: number): Standing {
  if (record.review !== 'open') return record.review;
  if (record.failure !== undefined) return 'failed';
  if (!record.grounded) return 'waiting';
  return record.boxes !== undefined || boxesOf(record, confidence).length > 0 ? 'to-review' : 'dropped';
}

/** What is grounded in a picture; empty where there is nothing to ask for yet. */
export const textOf = ({ record }: LabelEntry, { prompt }: Pick<LabelSettings, 'prompt'>): string =>
  (record.caption ?? prompt).trim();

/** The first picture that can be grounded. */
export const nextToGround = (entries: readonly LabelEntry[], settings: LabelSettings): LabelEntry | undefined =>
  entries.find((entry) => standingOf(entry, settings.confidence) === 'waiting' && textOf(entry, settings) !== '');

export function countStandings(entries: readonly LabelEntry[], confidence: number): Record<Standing, number> {
  const counts = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  for (const entry of entries) counts[standingOf(entry, confidence)]++;
  return counts;
}

/** `reviewed`: what was accepted; `proposed`: also what waits for a review. */
export type Scope = 'reviewed' | 'proposed';

/** The pictures that are exported. */
export function exported(entries: readonly LabelEntry[], confidence: number, scope: Scope): LabelledPicture[] {
  return entries.flatMap((entry) => {
    const { name, record } = entry;
    const standing = standingOf(entry, confidence);
    const isWanted = standing === 'accepted' || (scope === 'proposed' && standing === 'to-review');
    if (!isWanted || !record.grounded) return [];
    const { width, height, text: caption } = record.grounded;
    return [{ name, width, height, caption, boxes: boxesOf(record, confidence) }];
  });
}

/** Every label in use, in alphabetical order: what a box is likely to be called. */
export function knownLabels(entries: readonly LabelEntry[], confidence: number): string[] {
  const labels = entries.flatMap(({ record }) => boxesOf(record, confidence).map(({ label }) => label));
  return [...new Set(labels)].sort((a, b) => a.localeCompare(b));
}
