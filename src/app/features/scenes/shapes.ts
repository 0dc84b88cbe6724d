import { bounds, turned, type Outline } from './generator/place';
import type { Random } from './generator/random';
import type { Fill, Shape } from './generator/world';
import type { Rgb } from './draw';

interface ShapeStyle {
  /** What the outline fills, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly angle: number;
  readonly fill: Fill;
  readonly paint: Rgb;
  /** Colour behind the shape. */
  readonly around: Rgb;
}

type Context = OffscreenCanvasRenderingContext2D;

/** Draws a shape as the training pictures have it (training/scenes/shapes.py), its extent from 0, 0 to width, height. */
export function drawShape(
  context: Context,
  { noun, outline }: Shape,
  { width, height, angle, fill, paint, around }: ShapeStyle,
  random: Random,
): void {
  const ring = noun === 'ring';
  const corners = fitted(turned(outline, angle), width, height);
  const hole = ring ? shrunk(corners, random.between(0.5, 0.66)) : undefined;
  const loops = [corners, ...(hole ? [hole] : [])];
  const body = pathOf(loops);
  const size = Math.max(width, height);
  const rim = (share: number, color: string) => {
    context.strokeStyle = color;
    context.lineJoin = 'round';
    // The clip leaves the inner half of the stroke.
    context.lineWidth = 2 * Math.max(1.2, size * share);
    context.stroke(body);
  };
  const color = css(paint);
  context.save();
  context.clip(body, 'evenodd');
  if (fill === 'outlined') {
    rim(random.between(0.055, 0.095) * (ring ? 0.6 : 1), color);
  } else {
    const plain = fill === 'filled';
    context.fillStyle = plain
      ? color
      : css(mix(isPale(paint) ? [70, 70, 75] : [255, 255, 255], paint, random.pick([0, 0.12, 0.2])));
    context.fill(body, 'evenodd');
    if (!plain) {
      const period = Math.max(5, size * random.between(0.18, 0.25) * (ring ? 0.75 : 1));
      context.fillStyle = color;
      context.translate(width / 2, height / 2);
      context.rotate(random.pick([0, Math.PI / 2, Math.PI / 4, -Math.PI / 4]));
      (fill === 'striped' ? stripes : dots)(context, Math.hypot(width, height) / 2, period, random);
    }
  }
  context.restore();
  context.save();
  context.clip(body, 'evenodd');
  if (fill === 'striped' || fill === 'dotted') rim(random.between(0.035, 0.055), color);
  if (distance(paint, around) <= 120)
    rim(
      fill === 'filled' ? 0.02 : 0.012,
      css(isPale(paint, 330) ? mix([0, 0, 0], paint, 0.45) : mix([255, 255, 255], paint, 0.45)),
    );
  context.restore();
}

function stripes(context: Context, reach: number, period: number, random: Random): void {
  const width = period * random.between(0.43, 0.57);
  for (let x = -Math.ceil(reach / period) * period; x <= reach; x += period)
    context.fillRect(x - width / 2, -reach, width, 2 * reach);
}

function dots(context: Context, reach: number, period: number, random: Random): void {
  const radius = (period * random.between(0.56, 0.68)) / 2;
  const count = Math.ceil(reach / period) + 1;
  context.beginPath();
  for (let row = -count; row <= count; row++) {
    for (let column = -count; column <= count; column++) {
      const [x, y] = [column * period + (row % 2 === 0 ? 0 : period / 2), row * period * 0.87];
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  context.fill();
}

/** The outline scaled and moved such that it fills the rectangle from 0, 0. */
function fitted(outline: Outline, width: number, height: number): Outline {
  const [x0, y0, x1, y1] = bounds(outline);
  return outline.map(([x, y]) => [((x - x0) / (x1 - x0)) * width, ((y - y0) / (y1 - y0)) * height] as const);
}

function shrunk(outline: Outline, factor: number): Outline {
  const [x0, y0, x1, y1] = bounds(outline);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return outline.map(([px, py]) => [x + (px - x) * factor, y + (py - y) * factor] as const);
}

function pathOf(loops: readonly Outline[]): Path2D {
  const path = new Path2D();
  for (const loop of loops) {
    loop.forEach(([x, y], at) => (at === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    path.closePath();
  }
  return path;
}

const css = ([red, green, blue]: Rgb) => `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
/** `one` where the share is 0, `other` where it is 1. */
const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
  [0, 1, 2].map((at) => one[at]! + (other[at]! - one[at]!) * share) as unknown as Rgb;
const isPale = (color: Rgb, limit = 560) => color[0] + color[1] + color[2] > limit;
const distance = (a: Rgb, b: Rgb) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
