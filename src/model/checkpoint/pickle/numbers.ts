import { broken } from '../tensors/errors';

/** The longest integer a checkpoint could reasonably hold, in bytes; decoding takes more than linear time. */
const LONG_LIMIT = 4096;

/** A number where it is exact, otherwise a bigint. */
const narrow = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Two's complement, little-endian, of any length. */
export function decodeLong(bytes: Uint8Array): number | bigint {
  if (bytes.length > LONG_LIMIT) throw broken(`its pickle has an integer of ${bytes.length} bytes`);
  if (bytes.length === 0) return 0;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join('');
  return narrow(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

/** Protocols 0 and 1: decimal, with an L behind it or not; 00 and 01 are the booleans, which count as numbers here. */
export function decodeIntLine(line: string): number | bigint {
  const digits = line.replace(/L$/, '');
  if (digits.length > LONG_LIMIT || !/^[+-]?\d+$/.test(digits)) throw broken('its pickle has a number that is none');
  return narrow(BigInt(digits.replace(/^\+/, '')));
}

export function decodeFloatLine(line: string): number {
  if (line === 'nan') return NaN;
  const value = line.trim() === '' ? NaN : Number(line.replace(/^([+-]?)inf$/, '$1Infinity'));
  if (Number.isNaN(value)) throw broken('its pickle has a number that is none');
  return value;
}

/** A quoted Python string. Escapes stay as they are: PyTorch writes no names this way. */
export function unquote(line: string): string {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote))
    throw broken('its pickle has a text without its quotes');
  return line.slice(1, -1);
}

/** Python's raw-unicode-escape. */
export function unescapeUnicode(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (escape, short?: string, long?: string) => {
    const code = parseInt((short ?? long)!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}
