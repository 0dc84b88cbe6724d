import { expect, it } from 'vitest';
import { addressName, parseAddress } from './address';

it.each([
  ['', /Type the address/],
  ['http://example.org/a.jpg', /https/],
  ['file:///etc/passwd', /https/],
  ['javascript:alert(1)', /https/],
  ['data:image/png;base64,AAAA', /https/],
  ['https://', /not an address/],
  ['https://me:secret@example.org/a.jpg', /password/],
])('refuses %j', (text, sentence) => {
  expect(() => parseAddress(text)).toThrow(sentence);
});

it('takes addresses as people type them', () => {
  expect(parseAddress(' https://example.org/a.jpg ').href).toBe('https://example.org/a.jpg');
  expect(parseAddress('example.org/a.jpg').href).toBe('https://example.org/a.jpg');
  expect(parseAddress('example.org:8080/a.jpg').href).toBe('https://example.org:8080/a.jpg');
});

it('names a picture by the end of its address', () => {
  expect(addressName(new URL('https://example.org/x/my%20cat.jpg?s=1'))).toBe('my cat.jpg');
  expect(addressName(new URL('https://example.org/'))).toBe('example.org');
  expect(addressName(new URL('https://example.org/%FF.jpg'))).toBe('%FF.jpg');
});
