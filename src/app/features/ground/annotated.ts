import { phraseStyle } from '../../picture/palette';
import { toBitmap } from '../../picture/decode';
import { labelRequest } from '../../picture/labelText';
import { LABEL_HEIGHT, placeLabels } from '../../picture/labels';
import { LABEL_FONT, textWidth } from '../../picture/textWidth';
import { clip, toScreen, type Rect } from '../../picture/view';
import type { VisibleDetection } from '../../state/selectors';

/** Shorter side in pixels at which a label has its screen size; larger pictures get larger labels. */
const REFERENCE_SIDE = 640;

/**
 * The picture with its boxes and labels as a PNG, in the picture's own pixels.
 * @param width of the upright original, which the boxes refer to.
 */
export async function annotatedPng(file: Blob, width: number, detections: readonly VisibleDetection[]): Promise<Blob> {
  const bitmap = await toBitmap(file);
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const unit = Math.max(1, Math.min(bitmap.width, bitmap.height) / REFERENCE_SIDE);
    context.scale(unit, unit);
    drawBoxes(
      context,
      { width: bitmap.width / unit, height: bitmap.height / unit },
      bitmap.width / width / unit,
      detections,
    );
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    bitmap.close();
  }
}

function drawBoxes(
  context: OffscreenCanvasRenderingContext2D,
  size: { width: number; height: number },
  scale: number,
  detections: readonly VisibleDetection[],
): void {
  const drawn = detections.flatMap((detection) => {
    const rect = clip(toScreen(detection.box, { scale, x: 0, y: 0 }), size, 2);
    return rect ? [{ ...detection, rect }] : [];
  });
  for (const { rect, phrase } of drawn) {
    const { color, dash } = phraseStyle(phrase);
    stroke(context, rect, '#ffffff', 4.5, []);
    stroke(context, rect, color, 2.5, dash.split(' ').filter(Boolean).map(Number));
  }
  const labels = placeLabels(
    drawn.map(({ rect, phrase, text, score }) =>
      labelRequest(rect, phraseStyle(phrase).number, text, score, textWidth),
    ),
    size,
  );
  context.font = LABEL_FONT;
  context.textBaseline = 'middle';
  labels.forEach(({ x, y, width, text }, at) => {
    const { color, ink } = phraseStyle(drawn[at]!.phrase);
    context.fillStyle = color;
    context.fillRect(x, y, width, LABEL_HEIGHT);
    context.fillStyle = ink;
    context.fillText(text, x + 7, y + LABEL_HEIGHT / 2 + 1);
  });
}

function stroke(
  context: OffscreenCanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  color: string,
  lineWidth: number,
  dash: number[],
): void {
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  context.setLineDash(dash);
  context.strokeRect(x, y, width, height);
}
