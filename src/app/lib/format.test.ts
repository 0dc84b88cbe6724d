import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatTimeLeft } from './format';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [500_000, '500 KB'],
  [3_460_105, '3.5 MB'],
  [927_038_648, '927 MB'],
  [999_499_999, '999 MB'],
  [999_500_000, '1.00 GB'],
  [1_721_607_296, '1.72 GB'],
  [61_000_000_000, '61.0 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [2, 'a few seconds left'],
  [43, 'about 50 s left'],
  [61, 'about 2 min left'],
  [3599, 'about 60 min left'],
  [7200, 'about 2 h left'],
  [5460, 'about 1 h 31 min left'],
  [7199, 'about 2 h left'],
  [Infinity, ''],
])('%d seconds: %s', (seconds, text) => expect(formatTimeLeft(seconds)).toBe(text));

it.each([
  [840, '0.8 s'],
  [9949, '9.9 s'],
  [12_300, '12 s'],
  [180_000, '3 min'],
])('%d milliseconds are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
