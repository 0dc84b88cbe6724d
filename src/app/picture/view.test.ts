import { expect, it } from 'vitest';
import { clip, layOut, MAX_ZOOM, pan, toScreen, WHOLE, zoomAt } from './view';

const picture = { width: 400, height: 200 };
const stage = { width: 800, height: 600 };

it('shows the whole picture in the middle', () => {
  expect(layOut(picture, stage, WHOLE)).toEqual({ scale: 2, x: 0, y: 100 });
  expect(toScreen([100, 50, 200, 150], layOut(picture, stage, WHOLE))).toEqual({
    x: 200,
    y: 200,
    width: 200,
    height: 200,
  });
});

it('zooms about a point, which stays where it is', () => {
  let zoom = WHOLE;
  const point = { x: 300, y: 320 };
  const under = () => {
    const view = layOut(picture, stage, zoom);
    return [(point.x - view.x) / view.scale, (point.y - view.y) / view.scale];
  };
  zoom = zoomAt(picture, stage, zoom, 4, point);
  const before = under();
  zoom = zoomAt(picture, stage, zoom, 1.7, point);
  expect(under()[0]).toBeCloseTo(before[0]!, 6);
  expect(under()[1]).toBeCloseTo(before[1]!, 6);
});

it('stays between the whole picture and its limit', () => {
  const closest = zoomAt(picture, stage, WHOLE, 1e6, { x: 0, y: 0 });
  expect(closest.zoom).toBe(MAX_ZOOM);
  expect(zoomAt(picture, stage, closest, 1e-6, { x: 0, y: 0 })).toEqual(WHOLE);
});

it('never shows a gap beside a picture that is larger than the stage', () => {
  let zoom = zoomAt(picture, stage, WHOLE, 6, { x: 10, y: 110 });
  for (const [dx, dy] of [
    [5000, 5000],
    [-9000, -9000],
    [37, -12],
  ] as const) {
    zoom = pan(picture, stage, zoom, dx, dy);
    const { scale, x, y } = layOut(picture, stage, zoom);
    expect(x).toBeLessThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(0);
    expect(x + picture.width * scale).toBeGreaterThanOrEqual(stage.width - 1e-6);
    expect(y + picture.height * scale).toBeGreaterThanOrEqual(stage.height - 1e-6);
  }
});

it('need not undo a pan that went beyond the edge', () => {
  const zoom = zoomAt(picture, stage, WHOLE, 6, { x: 400, y: 300 });
  const [far, farther] = [
    pan(picture, stage, zoom, 99_999, 0),
    pan(picture, stage, pan(picture, stage, zoom, 99_999, 0), 99_999, 0),
  ];
  expect(layOut(picture, stage, pan(picture, stage, farther, -30, 0)).x).toBeCloseTo(
    layOut(picture, stage, pan(picture, stage, far, -30, 0)).x,
    6,
  );
  expect(layOut(picture, stage, pan(picture, stage, farther, -30, 0)).x).toBeCloseTo(-30, 6);
});

it('clips boxes to the stage', () => {
  expect(clip({ x: -10, y: 5, width: 30, height: 10 }, stage, 2)).toEqual({ x: 2, y: 5, width: 18, height: 10 });
  expect(clip({ x: 900, y: 5, width: 30, height: 10 }, stage)).toBeUndefined();
});
