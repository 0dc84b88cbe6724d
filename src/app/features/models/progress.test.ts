import { expect, it } from 'vitest';
import type { AddProgress } from '../../../workers/messages/library';
import { reached } from '../../state/librarySlice';
import { progressAnnouncement, progressText } from './progress';

const half: AddProgress = {
  step: 'downloading',
  fraction: 0.49,
  received: 454e6,
  needed: 927e6,
  bytesPerSecond: 11.6e6,
  secondsLeft: 41,
};

it('tells amount, rate and time left, as far as they are known', () => {
  expect(progressText(half)).toBe('454 MB of 927 MB · 12 MB/s · about 50 s left');
  expect(progressText({ step: 'downloading', received: 12_000 })).toBe('12 KB');
  expect(progressText({ step: 'connecting', address: 'https://huggingface.co/GLIPModel/GLIP' })).toBe(
    'Connecting to huggingface.co',
  );
  expect(progressText({ step: 'waiting', seconds: 3.2, attempt: 2, why: 'The connection broke.' })).toBe(
    'The connection broke. Attempt 2 in 4 s.',
  );
});

it('is as far as was last counted, until it begins anew', () => {
  expect(reached({ step: 'tokenizer' }, undefined)).toBeUndefined();
  expect(reached(half, undefined)).toBe(0.49);
  expect(reached({ step: 'waiting', seconds: 1, attempt: 1, why: '' }, 0.49)).toBe(0.49);
  expect(reached({ step: 'downloading', received: 500e6 }, 0.49)).toBe(0.49);
  expect(reached({ step: 'restarting', why: '' }, 0.49)).toBeUndefined();
});

it('announces quarters, not every number', () => {
  const said = (fraction: number) => progressAnnouncement({ title: 'GLIP-T', progress: half, fraction });
  expect(said(0.25)).toBe('GLIP-T: 25 %');
  expect(said(0.49)).toBe(said(0.26));
  expect(said(0.5)).not.toBe(said(0.49));
});
