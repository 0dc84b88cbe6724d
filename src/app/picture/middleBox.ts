import type { Box } from '../../model';
import type { Size } from './view';

/** A third of the picture, in its middle: where a box begins that is moved by keys. */
export const middleBox = ({ width, height }: Size): Box => [width / 3, height / 3, (2 * width) / 3, (2 * height) / 3];
