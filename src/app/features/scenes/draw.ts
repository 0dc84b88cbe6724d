import type { Box } from '../../../model';
import { Random } from './generator/random';
import type { Placed } from './generator/place';
import type { Scene } from './generator/scene';
import { drawGround } from './grounds';
import { drawShape } from './shapes';
import type { Sheet } from './sheet';

export interface DrawnScene {
  readonly blob: Blob;
  /** Of every thing, in the scene's order: tight to its visible pixels. */
  readonly boxes: readonly Box[];
}

/** From this alpha of 255 on a pixel counts as the thing, as in the model's training. */
const SEEN = 64;
/** Room around a thing while it is drawn alone, for soft edges. Pixels. */
const PAD = 4;

export async function drawScene(scene: Scene, sheet: Sheet): Promise<DrawnScene> {
  const canvas = new OffscreenCanvas(scene.width, scene.height);
  const context = canvas.getContext('2d', { alpha: false })!;
  const random = new Random(scene.seed);
  drawGround(context, scene.ground, scene, random);
  const boxes = scene.things.map((thing) => {
    const sprite = drawAlone(thing, sheet, pixelAt(context, thing.box), random);
    const [x, y] = [thing.box[0] - PAD, thing.box[1] - PAD];
    context.save();
    // What can be looked through would show its own shadow.
    if (thing.look.kind === 'glyph' || thing.look.fill !== 'outlined')
      Object.assign(context, { shadowColor: 'rgb(15 15 25 / 28%)', shadowBlur: 8, shadowOffsetX: 1, shadowOffsetY: 4 });
    context.drawImage(sprite, x, y);
    context.restore();
    const [x0, y0, x1, y1] = visible(sprite);
    return [x + x0, y + y0, x + x1, y + y1] as const;
  });
  return { blob: await canvas.convertToBlob({ type: 'image/png' }), boxes };
}

function drawAlone(thing: Placed, { world, glyphs }: Sheet, around: Rgb, random: Random): OffscreenCanvas {
  const [x0, y0, x1, y1] = thing.box;
  const [width, height] = [x1 - x0, y1 - y0];
  const canvas = new OffscreenCanvas(width + 2 * PAD, height + 2 * PAD);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.translate(PAD, PAD);
  const { look } = thing;
  if (look.kind === 'shape') {
    drawShape(
      context,
      look.shape,
      { width, height, angle: thing.angle, fill: look.fill, paint: world.colours[thing.colour!]!, around },
      random,
    );
  } else {
    const { cell, width: from, height: down } = look.glyph;
    context.imageSmoothingQuality = 'high';
    context.drawImage(
      glyphs,
      (cell % world.columns) * world.cell,
      Math.floor(cell / world.columns) * world.cell,
      from,
      down,
      0,
      0,
      width,
      height,
    );
  }
  return canvas;
}

/** Extent of the pixels that are seen. */
function visible(canvas: OffscreenCanvas): Box {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[4 * (y * width + x) + 3]! < SEEN) continue;
      [x0, x1] = [Math.min(x0, x), Math.max(x1, x + 1)];
      [y0, y1] = [Math.min(y0, y), Math.max(y1, y + 1)];
    }
  }
  return [x0, y0, x1, y1];
}

export type Rgb = readonly [number, number, number];

function pixelAt(context: OffscreenCanvasRenderingContext2D, [x0, y0, x1, y1]: Box): Rgb {
  const [red, green, blue] = context.getImageData(Math.round((x0 + x1) / 2), Math.round((y0 + y1) / 2), 1, 1).data;
  return [red!, green!, blue!];
}
