import { describe, expect, it } from 'vitest';
import { roundToOdd, toFloat16 } from './float16';
import { decodeTensor } from './rawTensor';

/** The value of every half, by the decoder that reads weights. */
const VALUES = decodeTensor('', {
  dtype: 'F16',
  shape: [65536],
  bytes: new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer),
});
const half = (value: number) => toFloat16(Float32Array.of(value))[0]!;

const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);
/** The next float32 after a positive one, or before it. */
function neighbour(value: number, step: 1 | -1): number {
  FLOAT[0] = value;
  BITS[0]! += step;
  return FLOAT[0];
}

describe('toFloat16', () => {
  it('gives every half back', () => {
    for (let bits = 0; bits < 65536; bits++) {
      if (Number.isNaN(VALUES[bits]!)) expect(Number.isNaN(VALUES[half(NaN)]!)).toBe(true);
      else expect(half(VALUES[bits]!)).toBe(bits);
    }
  });

  it('rounds to nearest, and half-way to the even one, between all halves', () => {
    for (let bits = 0; bits < 0x7c00; bits++) {
      const next = bits === 0x7bff ? 65536 : VALUES[bits + 1]!;
      const middle = (VALUES[bits]! + next) / 2;
      expect([half(middle), half(neighbour(middle, -1)), half(neighbour(middle, 1))]).toEqual([
        bits + (bits & 1),
        bits,
        bits + 1,
      ]);
      expect(half(-middle)).toBe(0x8000 + bits + (bits & 1));
    }
  });

  it('keeps the sign of zero, of what becomes zero, and infinities', () => {
    expect([0, -0, 1e-40, -1e-40, Infinity, -Infinity, 1e30].map(half)).toEqual([
      0, 0x8000, 0, 0x8000, 0x7c00, 0xfc00, 0x7c00,
    ]);
  });
});

describe('roundToOdd', () => {
  it('lets a double reach its half in two roundings as in one', () => {
    // Just above the middle of 1 and the next half: rounded to nearest, a float32 would be the middle, and that goes to 1.
    const above = 1 + 2 ** -11 + 2 ** -40;
    expect([half(Math.fround(above)), half(roundToOdd(above))]).toEqual([0x3c00, 0x3c01]);
    expect(half(roundToOdd(-above))).toBe(0xbc01);
    expect(half(roundToOdd(1 + 2 ** -11))).toBe(0x3c00);
    expect(half(roundToOdd(1 + 3 * 2 ** -11 - 2 ** -40))).toBe(0x3c01);
    expect([roundToOdd(0.5), roundToOdd(-Infinity), roundToOdd(NaN)]).toEqual([0.5, -Infinity, NaN]);
    expect(roundToOdd(1e300)).toBeGreaterThan(3e38);
    expect(roundToOdd(1e300)).toBeLessThan(Infinity);
  });
});
