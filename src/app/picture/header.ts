/** What the first bytes of a picture tell before anything is decoded: its format, size and whether it moves. Pure. */

import { crc32 } from '../../model';

export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'svg';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored, before EXIF turns it; absent where the header is damaged or the format hides it (AVIF, HEIC). */
  readonly size?: { readonly width: number; readonly height: number };
  /** True where the format could carry transparency. */
  readonly alpha: boolean;
  readonly animated: boolean;
  /** True where the file ends before the picture does. */
  readonly truncated: boolean;
  /** True where a checksum in the file does not fit its contents. */
  readonly damaged?: boolean;
}

/** Reads the header of a whole file; undefined when it is no picture that a browser could know. */
export function readHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (text: string, at = 0) => ascii(bytes, at, text.length) === text;
  if (starts('\x89PNG\r\n\x1a\n')) return png(bytes, view);
  if (starts('\xff\xd8\xff')) return jpeg(bytes, view);
  if (starts('GIF87a') || starts('GIF89a')) return gif(bytes, view);
  if (starts('RIFF') && starts('WEBP', 8)) return webp(bytes, view);
  if (starts('BM') && bytes.length > 26) return bmp(view);
  if (starts('ftyp', 4)) return isoMedia(bytes);
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(ascii(bytes, 0, 1024))
    ? { format: 'svg', alpha: true, animated: false, truncated: false }
    : undefined;
}

function png(bytes: Uint8Array, view: DataView): ImageHeader {
  let size: ImageHeader['size'];
  let [alpha, animated, ended, damaged] = [false, false, false, false];
  for (let at = 8; at + 12 <= bytes.length && !ended;) {
    const length = view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    if (type === 'IHDR' && at + 18 <= bytes.length) {
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
      // Colour types 4 and 6 carry an alpha channel.
      alpha = (bytes[at + 17]! & 4) !== 0;
    }
    if (type === 'tRNS') alpha = true;
    if (type === 'acTL') animated = true;
    // Decoders do without the others, whose names begin with a small letter.
    const critical = /^[A-Z]/.test(type);
    if (critical && at + 12 + length <= bytes.length)
      damaged ||= crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length);
    at += 12 + length;
    ended = type === 'IEND' && at <= bytes.length;
  }
  return { format: 'png', ...(size && { size }), alpha, animated, truncated: !ended, damaged };
}

function jpeg(bytes: Uint8Array, view: DataView): ImageHeader {
  let size: ImageHeader['size'];
  let at = 2;
  let scan = false;
  while (at + 9 < bytes.length && !scan) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1]!;
    // Start-of-frame markers; C4, C8 and CC are tables in the same range.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    scan = marker === 0xda;
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  // An end marker before the scan would be that of an embedded preview.
  let ended = false;
  for (let end = bytes.length - 2; scan && end >= at && !ended; end--)
    ended = bytes[end] === 0xff && bytes[end + 1] === 0xd9;
  return { format: 'jpeg', ...(size && { size }), alpha: false, animated: false, truncated: !ended };
}

function gif(bytes: Uint8Array, view: DataView): ImageHeader {
  const size = bytes.length >= 10 ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : undefined;
  const colorTable = (flags: number) => ((flags & 0x80) !== 0 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + colorTable(bytes[10] ?? 0);
  let frames = 0;
  let ended = false;
  const skipSubBlocks = () => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
    at++;
  };
  while (at < bytes.length && !ended) {
    const block = bytes[at];
    if (block === 0x2c) {
      frames++;
      at += 10 + colorTable(bytes[at + 9] ?? 0) + 1;
      skipSubBlocks();
    } else if (block === 0x21) {
      at += 2;
      skipSubBlocks();
    } else {
      ended = block === 0x3b;
      break;
    }
  }
  return { format: 'gif', ...(size && { size }), alpha: true, animated: frames > 1, truncated: !ended };
}

function webp(bytes: Uint8Array, view: DataView): ImageHeader {
  const truncated = bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length;
  if (bytes.length < 30) return { format: 'webp', alpha: true, animated: false, truncated };
  const kind = ascii(bytes, 12, 4);
  if (kind === 'VP8X') {
    const uint24 = (at: number) => view.getUint16(at, true) + (bytes[at + 2]! << 16);
    const flags = bytes[20]!;
    return {
      format: 'webp',
      size: { width: uint24(24) + 1, height: uint24(27) + 1 },
      alpha: (flags & 0x10) !== 0,
      animated: (flags & 0x02) !== 0,
      truncated,
    };
  }
  if (kind === 'VP8L') {
    const packed = view.getUint32(21, true);
    return {
      format: 'webp',
      size: { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 },
      alpha: ((packed >>> 28) & 1) !== 0,
      animated: false,
      truncated,
    };
  }
  const size = { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return { format: 'webp', size, alpha: false, animated: false, truncated };
}

function bmp(view: DataView): ImageHeader {
  // A negative height means rows from top to bottom.
  const size = { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  return { format: 'bmp', size, alpha: true, animated: false, truncated: view.getUint32(2, true) > view.byteLength };
}

function isoMedia(bytes: Uint8Array): ImageHeader | undefined {
  const brand = ascii(bytes, 8, 4);
  const still = { alpha: true, animated: false, truncated: false };
  if (brand === 'avif' || brand === 'avis') return { format: 'avif', ...still, animated: brand === 'avis' };
  return /^(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(brand) ? { format: 'heic', ...still } : undefined;
}

const ascii = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length));
