import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Box, Pixels } from '../../src/model';

export interface DrawnBox {
  readonly box: Box;
  readonly label: string;
  /** Boxes of one phrase have one index, and one colour. */
  readonly phrase: number;
  /** What is true, against what was found: its line is dashed. */
  readonly isTruth?: boolean;
}

/** Okabe and Ito's colours without black: colour-blind people can tell them apart. */
const COLORS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7'];

/** Writes the picture with its boxes as a PNG file. @throws Error that names the file if it cannot be written. */
export async function drawBoxes(picture: Pixels, boxes: readonly DrawnBox[], file: string): Promise<void> {
  const { data, width, height } = picture;
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .composite([{ input: Buffer.from(overlay(width, height, boxes)) }])
    .png()
    .toBuffer();
  await writeFile(file, png).catch((cause: Error) => {
    throw new Error(`${file} cannot be written: ${cause.message}.`, { cause });
  });
}

/** Lines and letters grow with the picture, so that they can be read on any. */
function overlay(width: number, height: number, boxes: readonly DrawnBox[]): string {
  const stroke = Math.max(2, Math.round(Math.max(width, height) / 400));
  const font = stroke * 7;
  const shapes = boxes.map(({ box: [x0, y0, x1, y1], label, phrase, isTruth = false }) => {
    const color = COLORS[phrase % COLORS.length]!;
    const plate = { width: label.length * font * 0.58 + font / 2, height: font * 1.3 };
    const x = Math.max(0, Math.min(x0, width - plate.width));
    const above = y0 >= plate.height ? y0 - plate.height : y0;
    // Truth has its name below, so that both can be read where they agree.
    const y = isTruth ? Math.min(y1, height - plate.height) : above;
    const dashes = isTruth ? ` stroke-dasharray="${stroke * 4} ${stroke * 3}"` : '';
    return `<rect x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}" fill="none" stroke="#000" stroke-width="${stroke * 2}" stroke-opacity="0.5"/>
<rect x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}" fill="none" stroke="${color}" stroke-width="${stroke}"${dashes}/>
<rect x="${x}" y="${y}" width="${plate.width}" height="${plate.height}" fill="${color}"/>
<text x="${x + font / 4}" y="${y + font}" font-family="DejaVu Sans, Arial, sans-serif" font-size="${font}" fill="${ink(color)}">${escapeXml(label)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('\n')}</svg>`;
}

/** Black or white, whichever stands out more from a colour (relative luminance of WCAG, gamma taken as 2.2). */
function ink(color: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#000' : '#fff';
}

const ENTITIES: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const escapeXml = (text: string) =>
  text.replace(/[<>&"]/g, (character) => ENTITIES[character]!).replace(/\p{Cc}/gu, ' ');
