import { describe, expect, it } from 'vitest';
import { Notes } from './notes';
import { isHidden, PictureNames } from './pictureNames';

const names = (...paths: readonly string[]) => new PictureNames(paths.map((path) => ({ path })));

/** What a name finds, and what is said of it. */
function find(pictures: ReturnType<typeof names>, name: string) {
  const notes = new Notes();
  return [pictures.find(name, notes)?.path, ...notes.lines()];
}

describe('pictures by the names that a data set gives them', () => {
  it.each([
    ['a slash at the beginning', '/val/1.jpg', 'coco/val/1.jpg'],
    ['steps that lead nowhere', '.././train/1.jpg', 'coco/train/1.jpg'],
    ['other slashes', '..\\..\\media\\2.png', 'coco/val/2.png'],
    ['another root', '/home/ana/set/train/1.jpg', 'coco/train/1.jpg'],
    ['a bucket', 's3://bucket/set/val/1.jpg', 'coco/val/1.jpg'],
    ['an address with a query', 'https://example.org/val/1.jpg?x=train/1.jpg', 'coco/val/1.jpg'],
    ['a file that is served locally', '/data/local-files/?d=set%2Fval%2F1.jpg', 'coco/val/1.jpg'],
    ['percent-encoding', 'my%20cat.jpg', 'coco/my cat.jpg'],
    ['percent-encoding of accents', 'caf%C3%A9.jpg', 'coco/café.jpg'],
    ['accents composed otherwise', 'cafe\u0301.jpg', 'coco/café.jpg'],
    ['a percent sign that is one', '50% off.jpg', 'coco/50% off.jpg'],
  ])('are found with %s', (_, name, path) => {
    const pictures = names(
      'coco/val/1.jpg',
      'coco/train/1.jpg',
      'coco/val/2.png',
      'coco/my cat.jpg',
      'coco/café.jpg',
      'coco/50% off.jpg',
      'coco/50 off.jpg',
    );
    expect(find(pictures, name)).toEqual([path]);
  });

  it('are found as they stand before anything is made of the name', () => {
    expect(find(names('a%20b.jpg', 'a b.jpg'), 'a%20b.jpg')).toEqual(['a%20b.jpg']);
    expect(find(names('a.png', 'a.jpg'), 'a.png')).toEqual(['a.png']);
    expect(find(names('cafe\u0301.jpg'), 'café.jpg')).toEqual(['cafe\u0301.jpg']);
    expect(find(names('1.jpg', 'b/1.jpg'), '1.jpg')).toEqual(['1.jpg']);
  });

  it('are found by a last resort with a note', () => {
    const CASE = '1 picture was found by a name that differs in upper and lower case.';
    const ENDING = '1 picture was found by a name without its ending, or with another one.';
    const UPLOAD = '1 picture was found by a name without the mark that an upload put before it.';
    expect(find(names('val/cat.jpg', 'val/dog.jpg'), 'val/CAT.JPG')).toEqual(['val/cat.jpg', CASE]);
    expect(find(names('000000397133.jpg', '000000397134.jpg'), '000000397133')).toEqual(['000000397133.jpg', ENDING]);
    expect(find(names('a.jpg', 'b.jpg'), 'set/A.png')).toEqual(['a.jpg', ENDING]);
    expect(find(names('a.jpg', 'b.jpg'), 'upload/3/0f3bc81e-a.jpg')).toEqual(['a.jpg', UPLOAD]);
  });

  it.each([
    [names('a/1.jpg', 'b/1.jpg'), '1.jpg', true],
    [names('a/1.jpg', 'b/1.jpg'), '/srv/c/1.jpg', true],
    [names('a.jpg', 'a.png'), 'a', false],
    [names('a.jpg'), 'b.jpg', false],
    [names('a.jpg'), '', false],
  ])('are not guessed (%#)', (pictures, name, ambiguous) => {
    expect(find(pictures, name)).toEqual([undefined]);
    expect(pictures.isAmbiguous(name)).toBe(ambiguous);
  });

  it('belong to the name that agrees with their path further', () => {
    const pictures = names('cam1/1.jpg', 'cam1/2.jpg');
    const wanted = ['cam1/1.jpg', 'cam3/1.jpg', 'x/2.jpg', 'y/2.jpg'];
    expect(pictures.findAll(wanted).map((picture) => picture?.path)).toEqual([
      'cam1/1.jpg',
      undefined,
      'cam1/2.jpg',
      'cam1/2.jpg',
    ]);
  });
});

it('files that a system adds are told from those of a person', () => {
  expect(
    ['.DS_Store', '__MACOSX/._a.jpg', 'set/._a.jpg', 'set/.cache/a.jpg'].filter((path) => !isHidden(path)),
  ).toEqual([]);
  expect(['a.jpg', 'set/a.b.jpg'].filter(isHidden)).toEqual([]);
});
