interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * What is wrong with a picture for annotations that were made for this size; undefined if nothing is. A smaller copy of the annotated
 * picture will do; one that was cropped or turned has its objects elsewhere.
 */
export function shapeFault(picture: Size, annotated: Size): string | undefined {
  const scale = Math.max(picture.width / annotated.width, picture.height / annotated.height);
  const differs = (side: 'width' | 'height') => Math.abs(annotated[side] * scale - picture[side]) > Math.max(1, scale);
  if (!differs('width') && !differs('height')) return undefined;
  return `the picture is ${picture.width} × ${picture.height}, its annotations are for ${annotated.width} × ${annotated.height}`;
}

/** Whether a picture would fit annotations of this size lying on its side, as cameras store what EXIF turns upright. */
export const isTurned = ({ width, height }: Size, annotated: Size): boolean =>
  shapeFault({ width, height }, annotated) !== undefined &&
  shapeFault({ width: height, height: width }, annotated) === undefined;
