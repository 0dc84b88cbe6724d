import { describe, expect, it } from 'vitest';
import type { PathFile } from './pathFile';
import { PictureIndex } from './pictureIndex';

const index = (...paths: readonly string[]) =>
  new PictureIndex(paths.map((path): PathFile => ({ path, file: new File([], path) })));

describe('pictures by the paths of a data set', () => {
  it('are found wherever the folder was taken from', () => {
    const pictures = index('coco/val/1.jpg', 'coco/train/1.jpg', 'coco/val/2.png', 'coco/notes.txt');
    expect(pictures.size).toBe(3);
    expect(pictures.find('val/1.jpg')?.path).toBe('coco/val/1.jpg');
    expect(pictures.find('./train/1.jpg')?.path).toBe('coco/train/1.jpg');
    expect(pictures.find('images/2.png')?.path).toBe('coco/val/2.png');
    expect(pictures.find('val\\2.png')?.path).toBe('coco/val/2.png');
  });

  it('are not guessed where several could be meant', () => {
    const pictures = index('a/1.jpg', 'b/1.jpg');
    expect(pictures.find('1.jpg')).toBeUndefined();
    expect(pictures.find('c/1.jpg')).toBeUndefined();
    expect(index('1.jpg', 'b/1.jpg').find('1.jpg')?.path).toBe('1.jpg');
    expect(pictures.find('2.jpg')).toBeUndefined();
  });
});
