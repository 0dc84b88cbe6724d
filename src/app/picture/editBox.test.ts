import { expect, it } from 'vitest';
import { drawnBox, HANDLES, moveBox, resizeBox } from './editBox';

const SIZE = { width: 100, height: 80 };

it('a box that is moved keeps its size and stays in the picture', () => {
  expect(moveBox([10, 10, 30, 20], 5, -4, SIZE)).toEqual([15, 6, 35, 16]);
  expect(moveBox([10, 10, 30, 20], 500, -500, SIZE)).toEqual([80, 0, 100, 10]);
});

it('a handle moves its own edges, up to the opposite one and to the border', () => {
  expect(HANDLES).toHaveLength(8);
  expect(resizeBox([10, 10, 30, 20], { x: 1, y: -1 }, 6, 3, SIZE)).toEqual([10, 13, 36, 20]);
  expect(resizeBox([10, 10, 30, 20], { x: -1, y: 1 }, 90, 900, SIZE)).toEqual([28, 10, 30, 80]);
  expect(resizeBox([10, 10, 30, 20], { x: 0, y: -1 }, 50, -50, SIZE)).toEqual([10, 0, 30, 20]);
});

it('a box is drawn from any corner, and a click draws none', () => {
  expect(drawnBox({ x: 40, y: 50 }, { x: 20, y: 120 }, SIZE)).toEqual([20, 50, 40, 80]);
  expect(drawnBox({ x: 40, y: 50 }, { x: 41, y: 70 }, SIZE)).toBeUndefined();
});
