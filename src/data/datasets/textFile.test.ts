import { expect, it } from 'vitest';
import { decodeText } from './textFile';

const TEXT = 'Straße, café';

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, as spreadsheets save it', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
  ['an encoding of Windows', Buffer.from(TEXT, 'latin1')],
])('a text is read in %s', (_, bytes) => {
  expect(decodeText(bytes)).toBe(TEXT);
});
