import { PictureNames } from '../../data/datasets/pictureNames';
import { isPictureName } from './pathFile';

/** Finds pictures that a browser can show by the paths that a data set names them with; see PictureNames. */
export class PictureIndex<Picture extends { readonly path: string }> extends PictureNames<Picture> {
  constructor(files: readonly Picture[]) {
    super(files.filter(({ path }) => isPictureName(path)));
  }
}
