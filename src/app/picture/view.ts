import type { Box } from '../../model';

/** Where the picture lies on the screen. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Picture pixel (u, v) is at screen pixel (x + u · scale, y + v · scale) of the stage. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** How the visitor has moved the picture: `zoom` 1 is all of it; `centre` is the picture point in the middle, 0..1. */
export interface Zoom {
  readonly zoom: number;
  readonly centre: { readonly u: number; readonly v: number };
}

export const WHOLE: Zoom = { zoom: 1, centre: { u: 0.5, v: 0.5 } };
export const MAX_ZOOM = 16;

/** Layout of a picture within a stage; a side that has room to spare is centred, the other never shows a gap. */
export function layOut(picture: Size, stage: Size, { zoom, centre }: Zoom): View {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height) * zoom;
  const place = (room: number, length: number, at: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, room / 2 - at * length));
  return {
    scale,
    x: place(stage.width, picture.width * scale, centre.u),
    y: place(stage.height, picture.height * scale, centre.v),
  };
}

/** Zooms by a factor such that the picture point under a screen point stays there. */
export function zoomAt(
  picture: Size,
  stage: Size,
  from: Zoom,
  factor: number,
  point: { readonly x: number; readonly y: number },
): Zoom {
  const zoom = Math.min(MAX_ZOOM, Math.max(1, from.zoom * factor));
  if (zoom === 1) return WHOLE;
  const before = layOut(picture, stage, from);
  const scale = (before.scale / from.zoom) * zoom;
  const centre = (at: number, start: number, room: number, length: number) => {
    const fixed = (at - start) / before.scale;
    return (fixed + (room / 2 - at) / scale) / length;
  };
  return settle(picture, stage, {
    zoom,
    centre: {
      u: centre(point.x, before.x, stage.width, picture.width),
      v: centre(point.y, before.y, stage.height, picture.height),
    },
  });
}

/** Moves the picture by screen pixels. */
export function pan(picture: Size, stage: Size, from: Zoom, dx: number, dy: number): Zoom {
  const { scale } = layOut(picture, stage, from);
  const centre = { u: from.centre.u - dx / (picture.width * scale), v: from.centre.v - dy / (picture.height * scale) };
  return settle(picture, stage, { zoom: from.zoom, centre });
}

/** The centre that is really in the middle, so that a pan beyond the edge need not be undone first. */
function settle(picture: Size, stage: Size, zoom: Zoom): Zoom {
  const { scale, x, y } = layOut(picture, stage, zoom);
  return {
    zoom: zoom.zoom,
    centre: {
      u: (stage.width / 2 - x) / (picture.width * scale),
      v: (stage.height / 2 - y) / (picture.height * scale),
    },
  };
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** A box of the picture in screen pixels. */
export const toScreen = ([x0, y0, x1, y1]: Box, { scale, x, y }: View): Rect => ({
  x: x + x0 * scale,
  y: y + y0 * scale,
  width: Math.max(0, x1 - x0) * scale,
  height: Math.max(0, y1 - y0) * scale,
});

/** What of a rectangle lies within the stage, kept `inset` off its edge so that a stroke is drawn in full. */
export function clip(rect: Rect, stage: Size, inset = 0): Rect | undefined {
  const x = Math.max(rect.x, inset);
  const y = Math.max(rect.y, inset);
  const width = Math.min(rect.x + rect.width, stage.width - inset) - x;
  const height = Math.min(rect.y + rect.height, stage.height - inset) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
