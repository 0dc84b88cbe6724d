import { expect, it } from 'vitest';
import { heatColor, paintHeat } from './heatColors';

it('gets lighter and more opaque all the way', () => {
  const luma = (value: number) => {
    const [red, green, blue, alpha] = heatColor(value);
    return { light: 0.2126 * red + 0.7152 * green + 0.0722 * blue, alpha };
  };
  for (let step = 1; step <= 50; step++) {
    expect(luma(step / 50).light).toBeGreaterThan(luma((step - 1) / 50).light);
    expect(luma(step / 50).alpha).toBeGreaterThanOrEqual(luma((step - 1) / 50).alpha);
  }
  expect(heatColor(-1)).toEqual(heatColor(0));
  expect(heatColor(7)).toEqual(heatColor(1));
});

it('is brightest at its own maximum, and dark where there is nothing', () => {
  const { pixels, maximum } = paintHeat(Float32Array.of(0, 0.1, 0.2));
  expect(maximum).toBeCloseTo(0.2, 6);
  expect([...pixels.slice(8)]).toEqual([...heatColor(1)]);
  expect([...paintHeat(new Float32Array(2)).pixels.slice(0, 4)]).toEqual([...heatColor(0)]);
});
