/** float32 -> float16, round to nearest, ties to even, as IEEE 754 has it. */

const WORD = new Uint32Array(1);
const FLOAT = new Float32Array(WORD.buffer);

const INFINITY = 0x7f800000;
const HALF_INFINITY = 0x7c00;
const HALF_NAN = 0x7e00;
/** The first number that rounds to infinity: half-way between the largest half, 65504, and what would be the next. */
export const HALF_OVERFLOW = 65520;
const OVERFLOW_BITS = 0x477ff000;
/** Of 2^-14, the smallest normal half. */
const NORMAL_BITS = 0x38800000;
/** Exponent of float32 minus that of float16. */
const REBIAS = (127 - 15) << 23;
/** Added to a subnormal half, 0.5 leaves that half's bits at the end of the sum: the processor does the rounding. */
const MAGIC = 0.5;
const MAGIC_BITS = 0x3f000000;

/** @param bits those of a float32. @returns those of the nearest half. */
export function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > INFINITY) return sign | HALF_NAN;
  if (magnitude >= OVERFLOW_BITS) return sign | HALF_INFINITY;
  if (magnitude < NORMAL_BITS) {
    WORD[0] = magnitude;
    FLOAT[0]! += MAGIC;
    return sign | (WORD[0] - MAGIC_BITS);
  }
  // Half a unit of the last place that is kept, a little less where that place is even: a tie then does not carry.
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - REBIAS + 0xfff + odd) >>> 13);
}

export function toHalves(values: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) halves[i] = halfBits(words[i]!);
  return halves;
}

/**
 * float64 -> float32, rounded to odd: toward zero, with the last bit set if anything was lost. A second rounding, to float16, then
 * gives what one rounding would have given.
 */
export function roundToOdd(value: number): number {
  const nearest = Math.fround(value);
  if (nearest === value || !Number.isFinite(value)) return nearest;
  FLOAT[0] = nearest;
  if (Math.abs(nearest) > Math.abs(value)) WORD[0]!--; // one step toward zero
  WORD[0]! |= 1;
  return FLOAT[0];
}
