import { describe, expect, it } from 'vitest';
import { middleBox } from './middleBox';
import { boxBetween, nudge, placeOf } from './drawBox';

const PICTURE = { width: 400, height: 200 };

describe('boxes that are drawn', () => {
  it('reach from one corner to the other, whichever comes first, and end at the edge of the picture', () => {
    expect(boxBetween({ x: 90, y: 80 }, { x: 20, y: 30 }, PICTURE)).toEqual([20, 30, 90, 80]);
    expect(boxBetween({ x: -10, y: 150 }, { x: 500, y: 260 }, PICTURE)).toEqual([0, 150, 400, 200]);
  });

  it('are none where the hand only slipped', () => {
    expect(boxBetween({ x: 50, y: 50 }, { x: 52, y: 90 }, PICTURE)).toBeUndefined();
  });

  it('lie in the picture as parts of it', () => {
    expect(placeOf([100, 50, 300, 200], PICTURE)).toEqual({ left: '25%', top: '25%', width: '50%', height: '75%' });
  });
});

describe('boxes that are moved by keys', () => {
  const box = [100, 50, 200, 100] as const;

  it('move by a hundredth of the longer side, and stay whole at the edge', () => {
    expect(nudge(box, 'ArrowRight', false, PICTURE)).toEqual([104, 50, 204, 100]);
    expect(nudge([0, 0, 100, 50], 'ArrowUp', false, PICTURE)).toEqual([0, 0, 100, 50]);
    expect(nudge([298, 0, 398, 50], 'ArrowRight', false, PICTURE)).toEqual([300, 0, 400, 50]);
  });

  it('are resized at their lower right corner, and never vanish', () => {
    expect(nudge(box, 'ArrowDown', true, PICTURE)).toEqual([100, 50, 200, 104]);
    expect(nudge([100, 50, 104, 100], 'ArrowLeft', true, PICTURE)).toBeUndefined();
  });

  it('do not mind other keys', () => {
    expect(nudge(middleBox(PICTURE), 'a', false, PICTURE)).toBeUndefined();
  });
});
