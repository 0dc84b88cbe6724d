import { FORMATS, type Format } from '../../src/data/datasets/formats';

/** @throws Error that names the option. */
export function readFormat(option: string, text: string, usage: string): Format {
  const format = FORMATS.find((each) => each === text);
  if (!format) throw new Error(`--${option} is one of ${FORMATS.join(', ')}, not "${text}". ${usage}`);
  return format;
}
