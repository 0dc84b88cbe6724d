import { expect, it } from 'vitest';
import { readCheckpointArguments } from './checkpointArguments';

it('reads a command line', () => {
  expect(readCheckpointArguments(['a.pth'])).toEqual({ file: 'a.pth', json: false, format: 'F16' });
  expect(
    readCheckpointArguments([
      'a.pth',
      '--json',
      '--convert',
      'out',
      '--dtype',
      'f32',
      '--tokenizer',
      'bert',
      '--config',
      'c.json',
    ]),
  ).toEqual({
    file: 'a.pth',
    json: true,
    convert: 'out',
    format: 'F32',
    tokenizer: 'bert',
    config: 'c.json',
  });
});

it.each<[string[], RegExp]>([
  [[], /^A checkpoint file is needed\. Usage: /],
  [['a.pth', 'b.pth'], /^"b\.pth" is one argument too many\. Usage: /],
  [['a.pth', '--convert', 'x', '--dtype', 'f8'], /^--dtype is f16, f32 or i8, not "f8"\.$/],
  [['a.pth', '--convert', 'x', '--dtype', 'constructor'], /^--dtype is f16, f32 or i8, not "constructor"\.$/],
  [['a.pth', '--dtype', 'f16'], /^--dtype and --tokenizer need --convert\. Usage: /],
  [['a.pth', '--what'], /^Unknown option '--what'\. Usage: /],
  [['a.pth', '--convert'], /^Option '--convert <value>' argument missing\. Usage: /],
])('refuses %j with one sentence', (args, message) => {
  expect(() => readCheckpointArguments(args)).toThrow(message);
});
