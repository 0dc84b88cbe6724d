/** float32 -> float16, rounded to the nearest, ties to even, as IEEE 754 has it. */

const WORD = new Uint32Array(1);
const FLOAT = new Float32Array(WORD.buffer);

const INFINITY = 0x7f800000;
const FLOAT16_INFINITY = 0x7c00;
const FLOAT16_NAN = 0x7e00;
/** The first number that rounds to infinity: half-way between the largest float16, 65504, and what would be the next. */
export const FLOAT16_OVERFLOW = 65520;
const OVERFLOW_BITS = 0x477ff000;
/** Those of 2^-14, the smallest normal float16. */
const NORMAL_BITS = 0x38800000;
/** Exponent of float32 minus that of float16. */
const REBIAS = (127 - 15) << 23;
/** Added to a subnormal float16, 0.5 leaves its bits at the end of the sum: the processor does the rounding. */
const MAGIC = 0.5;
const MAGIC_BITS = 0x3f000000;

const bitsOf = (value: number): number => {
  FLOAT[0] = value;
  return WORD[0] ?? 0;
};

const floatOf = (bits: number): number => {
  WORD[0] = bits;
  return FLOAT[0] ?? 0;
};

/** @param bits those of a float32. @returns those of the nearest float16. */
export function float16Bits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > INFINITY) return sign | FLOAT16_NAN;
  if (magnitude >= OVERFLOW_BITS) return sign | FLOAT16_INFINITY;
  if (magnitude < NORMAL_BITS) return sign | (bitsOf(floatOf(magnitude) + MAGIC) - MAGIC_BITS);
  // Half a unit of the last place that is kept, a little less where that place is even: a tie then does not carry.
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - REBIAS + 0xfff + odd) >>> 13);
}

/** @returns the bits of the nearest float16 numbers. */
export function toFloat16(values: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(words.length);
  // A plain loop: `Uint16Array.from` with a function takes many times as long.
  for (let i = 0; i < words.length; i++) bits[i] = float16Bits(words[i]!);
  return bits;
}

/**
 * float64 -> float32, rounded to odd: toward zero, with the last bit set if anything was lost. A second rounding, to float16, then
 * gives what one rounding would have given.
 */
export function roundToOdd(value: number): number {
  const nearest = Math.fround(value);
  if (nearest === value || !Number.isFinite(value)) return nearest;
  const towardZero = Math.abs(nearest) > Math.abs(value) ? bitsOf(nearest) - 1 : bitsOf(nearest);
  return floatOf(towardZero | 1);
}
