import sharp from 'sharp';
import type { BroughtFile } from './glipPage';

/** Pictures of two things that glip-micro has no word for, a purple hourglass and orange stairs, beside a circle and a square that it knows. */

const SIZE = { width: 480, height: 360 };

type Place = readonly [x: number, y: number];

export interface LessonPicture {
  readonly file: BroughtFile;
  /** x0, y0, x1, y1 of the hourglass, in pixels. */
  readonly box: readonly [number, number, number, number];
  readonly width: number;
  readonly height: number;
}

const HOURGLASS = { width: 90, height: 120 };
const PLACES: readonly (readonly [hourglass: Place, circle: Place, square: Place, stairs: Place])[] = [
  [
    [40, 60],
    [240, 40],
    [330, 210],
    [180, 200],
  ],
  [
    [330, 40],
    [60, 200],
    [200, 60],
    [240, 230],
  ],
  [
    [200, 200],
    [40, 50],
    [330, 60],
    [40, 220],
  ],
  [
    [60, 210],
    [320, 200],
    [180, 40],
    [340, 30],
  ],
  [
    [350, 200],
    [200, 180],
    [50, 60],
    [60, 230],
  ],
];

export const lessonPictures = (): Promise<LessonPicture[]> => Promise.all(PLACES.map(lessonPicture));

async function lessonPicture(
  [[x, y], [circleX, circleY], [squareX, squareY], [stairsX, stairsY]]: (typeof PLACES)[number],
  at: number,
): Promise<LessonPicture> {
  const { width: w, height: h } = HOURGLASS;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
    <rect width="100%" height="100%" fill="#e6e2d6"/>
    <path d="M${x} ${y}h${w}l${-w} ${h}h${w}z" fill="#7a3fa0"/>
    <circle cx="${circleX + 45}" cy="${circleY + 45}" r="45" fill="#d03030"/>
    <rect x="${squareX}" y="${squareY}" width="90" height="90" fill="#2c5fc9"/>
    <path d="M${stairsX} ${stairsY + 90}v-30h30v-30h30v-30h30v90z" fill="#e0922f"/>
  </svg>`;
  const buffer = await sharp(Buffer.from(svg)).png().toBuffer();
  return {
    file: { name: `hourglass-${at + 1}.png`, mimeType: 'image/png', buffer },
    box: [x, y, x + w, y + h],
    ...SIZE,
  };
}
