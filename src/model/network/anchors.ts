import type { GlipConfig } from '../config/config';

/** One square anchor per location (official `rpn/anchor_generator.py`). A pyramid level with its anchor's size. */
export interface AnchorLevel {
  /** Grid of the level, of the padded input. */
  readonly height: number;
  readonly width: number;
  /** Pixels of the network input. */
  readonly stride: number;
  readonly size: number;
}

export type Corners = [x0: number, y0: number, x1: number, y1: number];

export function anchorLevels(
  config: GlipConfig['anchors'],
  grids: readonly (readonly [number, number])[],
): AnchorLevel[] {
  return grids.map(([height, width], i) => ({ height, width, stride: config.strides[i]!, size: config.sizes[i]! }));
}

/** Anchor of a row-major location: centred on (stride - 1) / 2 of its cell, with inclusive corners (x1 - x0 + 1 = size). */
export function anchorAt({ width, stride, size }: AnchorLevel, location: number): Corners {
  const centreX = (location % width) * stride + (stride - 1) / 2;
  const centreY = Math.floor(location / width) * stride + (stride - 1) / 2;
  const half = (size - 1) / 2;
  return [centreX - half, centreY - half, centreX + half, centreY + half];
}
