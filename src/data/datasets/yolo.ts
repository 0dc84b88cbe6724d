import { labelsOf, withoutEnding, type LabelledPicture, type TextFile } from './labelledPicture';

/** Digits behind the point: a fiftieth of a pixel in a picture of 20,000. */
const DIGITS = 6;

/**
 * YOLO's format: a file for each picture, a line `class x y width height` per box, the class a number from 0 and the rest the box's
 * centre and size as shares of the picture's. A picture without boxes has an empty file, as its trainers expect.
 */
export function writeYolo(pictures: readonly LabelledPicture[]): TextFile[] {
  const labels = labelsOf(pictures);
  const files = pictures.map(({ name, width, height, boxes }) => ({
    path: `labels/${withoutEnding(name)}.txt`,
    text: boxes
      .map(({ box: [x0, y0, x1, y1], label }) => {
        const shares = [(x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (x1 - x0) / width, (y1 - y0) / height];
        return `${labels.indexOf(label)} ${shares.map((share) => share.toFixed(DIGITS)).join(' ')}\n`;
      })
      .join(''),
  }));
  return [
    ...files,
    { path: 'classes.txt', text: labels.map((label) => `${oneLine(label)}\n`).join('') },
    // JSON is YAML, and quotes whatever a label may hold.
    {
      path: 'data.yaml',
      text: `path: .\ntrain: images\nval: images\nnc: ${labels.length}\nnames: ${JSON.stringify(labels)}\n`,
    },
  ];
}

const oneLine = (label: string) => label.replace(/\s+/g, ' ');
