import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

/**
 * Draws the icons of the installed page from public/favicon.svg: npx tsx tools/build/makeIcons.ts
 * A system cuts a maskable icon into a shape of its own; what lies within the middle four fifths is safe.
 */
const PUBLIC = path.join(import.meta.dirname, '../../public');
const PLATE = '#f7f7f5';

interface Icon {
  readonly file: string;
  readonly side: number;
  /** Share of the side that the mark takes. */
  readonly mark: number;
  /** Share of the side that the plate's corners are rounded by; 0 fills it. */
  readonly corner: number;
}

const ICONS: readonly Icon[] = [
  { file: 'icon-192.png', side: 192, mark: 0.8, corner: 0.2 },
  { file: 'icon-512.png', side: 512, mark: 0.8, corner: 0.2 },
  { file: 'icon-maskable-192.png', side: 192, mark: 0.6, corner: 0 },
  { file: 'icon-maskable-512.png', side: 512, mark: 0.6, corner: 0 },
  // iOS rounds it itself, and paints what is transparent black.
  { file: 'apple-touch-icon.png', side: 180, mark: 0.72, corner: 0 },
];

const svg = readFileSync(path.join(PUBLIC, 'favicon.svg'));
for (const { file, side, mark, corner } of ICONS) {
  const inner = Math.round(side * mark);
  const plate = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" rx="${side * corner}" fill="${PLATE}"/></svg>`;
  // Without the room around it, so that it stands in the middle.
  const drawn = await sharp(svg, { density: (72 * inner) / 32 })
    .trim()
    .resize(inner, inner, { fit: 'inside' })
    .toBuffer();
  await sharp(Buffer.from(plate))
    .composite([{ input: drawn }])
    .png({ compressionLevel: 9, palette: true })
    .toFile(path.join(PUBLIC, file));
}
