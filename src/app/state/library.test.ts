import { expect, it } from 'vitest';
import type { ModelInfo } from '../../workers/messages/grounding';
import { thresholdOf } from './selectors';
import type { Run } from './state';
import { createAppStore } from './appStore';

const infoOf = (defaultThreshold: number) => ({ name: 'x', defaultThreshold }) as ModelInfo;
const micro = { id: 'glip-micro', title: 'glip-micro' };
const large = { id: 'glip-t', title: 'GLIP-T' };

it('another model keeps text and spans, but none of the former boxes; each has a threshold of its own', () => {
  const { getState } = createAppStore();
  getState().modelReady(infoOf(0.35));
  getState().replacePrompt('a cat', [{ start: 2, end: 5 }]);
  getState().setThreshold(0.2);
  getState().runFinished({ detections: [] } as unknown as Run);
  getState().modelChanging(large);
  expect(getState()).toMatchObject({ model: micro, modelStatus: 'ready', nextModel: large });
  getState().modelChanged(large, infoOf(0.5));
  expect(getState()).toMatchObject({
    model: large,
    nextModel: undefined,
    prompt: 'a cat',
    spans: [{ start: 2, end: 5 }],
    run: undefined,
  });
  expect(thresholdOf(getState())).toBe(0.5);
  getState().setThreshold(0.7);
  getState().modelChanged(micro, infoOf(0.35));
  expect(thresholdOf(getState())).toBe(0.2);
  getState().modelChanged(large, infoOf(0.5));
  expect(thresholdOf(getState())).toBe(0.7);
});

it('a threshold for a model that is not in use waits for it', () => {
  const { getState } = createAppStore();
  getState().modelReady(infoOf(0.35));
  getState().setThreshold(0.62, 'glip-t');
  expect(thresholdOf(getState())).toBe(0.35);
  getState().modelChanged(large, infoOf(0.5));
  expect(thresholdOf(getState())).toBe(0.62);
});

it('a new attempt takes the place of the one that failed, and leaves others', () => {
  const { getState } = createAppStore();
  getState().arrivalStarted({ key: 1, kind: 'download', id: 'glip-t', title: 'GLIP-T' });
  getState().arrivalStarted({ key: 2, kind: 'import', id: 'file-a', title: 'a' });
  getState().arrivalFailed(1, 'No connection.');
  getState().arrivalStarted({ key: 3, kind: 'download', id: 'glip-t', title: 'GLIP-T' });
  expect(getState().arrivals.map(({ key }) => key)).toEqual([2, 3]);
  getState().arrivalEnded(2);
  expect(getState().arrivals).toMatchObject([{ key: 3, failure: undefined }]);
});
