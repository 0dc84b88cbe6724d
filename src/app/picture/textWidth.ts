/** The labels' font; the style sheet gives `.labelText` the same. */
export const LABEL_FONT = '600 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

const widths = new Map<string, number>();
let context: OffscreenCanvasRenderingContext2D | null;

/** Width of a text in the labels' font, in CSS pixels. */
export function textWidth(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    context ??= new OffscreenCanvas(1, 1).getContext('2d')!;
    context.font = LABEL_FONT;
    width = Math.ceil(context.measureText(text).width);
    // Texts are phrases with scores; a visitor who plays for hours must not fill the memory with them.
    if (widths.size > 2000) widths.clear();
    widths.set(text, width);
  }
  return width;
}
