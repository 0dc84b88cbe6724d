import type { Size } from './generator/place';
import type { Random } from './generator/random';
import type { Ground } from './generator/scene';

type Context = OffscreenCanvasRenderingContext2D;
type Draw = (context: Context, size: Size, random: Random) => void;

/** Calm backgrounds; nothing on them is a thing that a caption names. */
const GROUNDS: Record<Ground, Draw> = {
  meadow: (context, size, random) => {
    fade(context, size, '#8ecaec', '#def1f7');
    hill(context, size, random.between(0.1, 0.35), 0.56, '#a6cf82');
    hill(context, size, random.between(0.7, 0.95), 0.62, '#8fc46c');
  },
  room: (context, size, random) => {
    const [wall, below] = random.pick([
      ['#f1e4d3', '#e6d4bd'],
      ['#dfe9ea', '#cfdee0'],
      ['#ece3ee', '#dfd3e3'],
    ] as const);
    fade(context, size, wall, below);
    const floor = 0.64 * size.height;
    fade(context, size, '#c79f75', '#ab8159', floor);
    context.fillStyle = '#fbf7f0';
    context.fillRect(0, floor - 9, size.width, 9);
    context.fillStyle = 'rgb(0 0 0 / 10%)';
    for (let board = 1; board < 5; board++)
      context.fillRect(0, floor + (size.height - floor) * (board / 5) ** 1.4, size.width, 1.5);
  },
  beach: (context, size, random) => {
    fade(context, size, '#a9dcf0', '#e3f4f5');
    fade(context, size, '#63b4cf', '#9bd3da', 0.46 * size.height);
    hill(context, size, random.between(0.35, 0.65), 0.6, '#efdcae');
  },
  night: (context, size, random) => {
    fade(context, size, '#161c3a', '#434a78');
    context.fillStyle = '#fff';
    for (let spot = 0; spot < 40; spot++) {
      context.globalAlpha = random.between(0.2, 0.6);
      context.fillRect(random.between(0, size.width), random.between(0, 0.7 * size.height), 1.5, 1.5);
    }
    context.globalAlpha = 1;
    hill(context, size, random.between(0.3, 0.7), 0.72, '#2b3357');
  },
  paper: (context, size) => {
    fade(context, size, '#fdfcf8', '#f6f3eb');
    context.fillStyle = '#e4e7ea';
    const step = size.width / 20;
    for (let line = 1; line * step < Math.max(size.width, size.height); line++) {
      context.fillRect(line * step, 0, 1, size.height);
      context.fillRect(0, line * step, size.width, 1);
    }
  },
  linen: (context, size) => fade(context, size, '#f7f0e4', '#ebe0ce'),
  rose: (context, size) => fade(context, size, '#fdf1f0', '#f4dde0'),
  mist: (context, size) => fade(context, size, '#eef4f8', '#d3dfe8'),
};

export const drawGround = (context: Context, ground: Ground, size: Size, random: Random) =>
  GROUNDS[ground](context, size, random);

/** From one colour to another, from `top` to the lower edge. */
function fade(context: Context, { width, height }: Size, from: string, to: string, top = 0): void {
  const gradient = context.createLinearGradient(0, top, 0, height);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  context.fillStyle = gradient;
  context.fillRect(0, top, width, height - top);
}

/** A wide hill whose top is at `x`, `y`, as shares of the picture. */
function hill(context: Context, { width, height }: Size, x: number, y: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.ellipse(x * width, (y + 0.7) * height, 0.95 * width, 0.7 * height, 0, 0, 2 * Math.PI);
  context.fill();
  // Ground up to both edges.
  context.fillRect(0, (y + 0.22) * height, width, height);
}
