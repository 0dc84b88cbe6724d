import { describe, expect, it } from 'vitest';
import { categoryPrompt, plainWording } from './categoryPrompt';

const prompt = (...names: readonly string[]) => {
  const { prompt, spans } = categoryPrompt(names.map((name, id) => plainWording({ id, name })));
  return { prompt, phrases: spans.map(({ start, end }) => prompt.slice(start, end)) };
};

describe('the prompt of a detection data set', () => {
  it('joins the names as the official one', () => {
    expect(prompt('cat', 'dog', 'traffic light')).toEqual({
      prompt: 'cat. dog. traffic light',
      phrases: ['cat', 'dog', 'traffic light'],
    });
    expect(prompt('cat').prompt).toBe('cat');
    expect(prompt().prompt).toBe('');
  });

  it('leaves remarks and underscores out', () => {
    expect(prompt('mouse (computer equipment)', 'fire_hydrant', ' stop  sign ').phrases).toEqual([
      'mouse',
      'fire hydrant',
      'stop sign',
    ]);
  });

  it('has a phrase for every name, whatever stands in it', () => {
    const names = ['a. b', '(only a remark)', 'cat', 'cat', 'x,y; z'];
    expect(prompt(...names).phrases).toEqual(names);
  });

  it('is a caption where words describe the categories, and only the names are looked for', () => {
    const { prompt, spans, spansOnly } = categoryPrompt([
      { prefix: 'a flying ', name: 'puffin', suffix: ' with orange beaks' },
      { prefix: '', name: 'shark', suffix: '' },
    ]);
    expect(prompt).toBe('a flying puffin with orange beaks. shark');
    expect(spans.map(({ start, end }) => prompt.slice(start, end))).toEqual(['puffin', 'shark']);
    expect(spansOnly).toBe('caption');
  });
});
