/**
 * Colours of the phrases: Okabe and Ito's set, which visitors with any common colour blindness can tell apart.
 * Colour is never the only cue: every phrase also has a number and a dash pattern.
 */
const COLORS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#999999'] as const;

/** On and off lengths of the stroke, in screen pixels. Five patterns and eight colours repeat only after forty phrases. */
const DASHES = ['', '12 4', '3 3', '12 3 3 3', '6 6'] as const;

export interface PhraseStyle {
  /** 1 for the first phrase: what the visitor reads. */
  readonly number: number;
  readonly color: string;
  /** Black or white, whichever reads better on `color`. */
  readonly ink: string;
  /** An SVG stroke-dasharray; empty for a solid line. */
  readonly dash: string;
}

/** Look of the phrase at a place in the prompt: depends on the order alone, so it is the same on every machine. */
export function phraseStyle(index: number): PhraseStyle {
  const color = COLORS[index % COLORS.length]!;
  return { number: index + 1, color, ink: inkOn(color), dash: DASHES[index % DASHES.length]! };
}

export const phraseColors: readonly string[] = COLORS;

/** Contrast ratio of two colours as WCAG 2 defines it, 1..21. Colours are `#rrggbb`. */
export function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

export const inkOn = (color: string) =>
  contrast(color, '#000000') >= contrast(color, '#ffffff') ? '#000000' : '#ffffff';

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
