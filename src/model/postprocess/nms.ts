import type { Corners } from '../network/anchors';

export interface Candidate {
  readonly box: Readonly<Corners>;
  readonly score: number;
  /** Boxes suppress each other within a label only. */
  readonly label: number;
}

/** Intersection over union with inclusive corners (width = x1 - x0 + 1), as the official CUDA kernel. */
export function inclusiveIou(a: Readonly<Corners>, b: Readonly<Corners>): number {
  const w = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1);
  const h = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1);
  const area = (c: Readonly<Corners>) => (c[2] - c[0] + 1) * (c[3] - c[1] + 1);
  return (w * h) / (area(a) + area(b) - w * h);
}

/**
 * Greedy non-maximum suppression per label (official `ml_nms`): by falling score, a box goes when its IoU with a kept one
 * exceeds `threshold`. @returns the kept candidates, best first.
 */
export function nms<T extends Candidate>(candidates: readonly T[], threshold: number): T[] {
  const kept = new Map<number, T[]>();
  const result: T[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    const rivals = kept.get(candidate.label) ?? [];
    if (rivals.some((rival) => inclusiveIou(rival.box, candidate.box) > threshold)) continue;
    rivals.push(candidate);
    kept.set(candidate.label, rivals);
    result.push(candidate);
  }
  return result;
}
