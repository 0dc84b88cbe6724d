import { describe, expect, it } from 'vitest';
import { readGroundArguments } from './groundArguments';

describe('ground arguments', () => {
  it('reads the shortest form', () => {
    expect(readGroundArguments(['a.png', 'a red ball'])).toEqual({
      image: 'a.png',
      prompt: 'a red ball',
      model: 'public/weights/glip-micro',
      json: false,
    });
  });

  it('reads every option, wherever it stands', () => {
    const args = ['--json', 'a.png', '--threshold=0', 'cat. dog', '--model', 'weights/x', '--out', 'b.PNG'];
    expect(readGroundArguments(args)).toEqual({
      image: 'a.png',
      prompt: 'cat. dog',
      model: 'weights/x',
      threshold: 0,
      json: true,
      out: 'b.PNG',
    });
  });

  it.each([
    [[], /image and a prompt are needed/],
    [['a.png'], /image and a prompt are needed/],
    [['a.png', 'red', 'ball'], /"ball" is one argument too many/],
    [['a.png', '  '], /prompt is empty/],
    [['a.png', 'ball', '--threshold', 'high'], /number from 0 to 1, not "high"/],
    [['a.png', 'ball', '--threshold', '1.5'], /number from 0 to 1/],
    [['a.png', 'ball', '--threshold='], /number from 0 to 1/],
    [['a.png', 'ball', '--out', 'b.jpg'], /must end in .png/],
    [['a.png', 'ball', '--treshold', '0.5'], /Unknown option '--treshold'/],
    [['a.png', 'ball', '--model'], /--model/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readGroundArguments(args)).toThrow(message);
    try {
      readGroundArguments(args);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
