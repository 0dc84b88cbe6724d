/** Stops from dark violet over orange to pale yellow: lightness rises all the way, so it also reads without colour. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [20, 11, 52],
  [98, 24, 110],
  [171, 42, 92],
  [229, 92, 48],
  [252, 165, 10],
  [252, 255, 164],
];

/** Colour of a value, 0..1, and how much it covers the picture: nothing stays clear. RGBA, 0..255. */
export function heatColor(value: number): readonly [number, number, number, number] {
  const clamped = Math.min(1, Math.max(0, value));
  const at = clamped * (STOPS.length - 1);
  const lower = Math.min(STOPS.length - 2, Math.floor(at));
  const mix = at - lower;
  const [from, to] = [STOPS[lower]!, STOPS[lower + 1]!];
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * mix);
  return [channel(0), channel(1), channel(2), Math.round(255 * (0.45 + 0.4 * clamped))];
}

/** RGBA pixels of a map, brightest at its own maximum, and that maximum. */
export function paintHeat(values: Float32Array): {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly maximum: number;
} {
  let maximum = 0;
  for (const value of values) maximum = Math.max(maximum, value);
  const pixels = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, at) => pixels.set(heatColor(maximum > 0 ? value / maximum : 0), at * 4));
  return { pixels, maximum };
}
