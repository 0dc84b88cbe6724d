import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../../workers/registry/registry';
import type { StoredModel } from '../../../workers/messages/library';
import type { Arrival } from '../../state/state';
import { createAppStore } from '../../state/appStore';
import { catalogue, standingOf, type Standing } from './catalogue';

const stored = (id: string, hasTokenizer = true): StoredModel => ({
  id,
  title: id,
  variant: 'glip-t',
  parameters: 1,
  format: 'F16',
  keptF32: [],
  bytes: 9,
  origin: { kind: 'file', name: 'a.pth' },
  added: '',
  hasTokenizer,
});
const arrival = (id: string, failure?: string): Arrival => ({
  key: 1,
  kind: 'download',
  id,
  title: id,
  progress: undefined,
  fraction: undefined,
  failure,
});
const pending = (id: string) =>
  ({ id, title: id, address: 'https://example.org/a.pth', received: 5, format: 'F16' }) as const;

const { stored: none, guests, pending: nothing, arrivals, nextModel } = createAppStore().getState();
/** glip-micro is in use, and nothing else is here. */
const plain = {
  stored: none,
  guests,
  pending: nothing,
  arrivals,
  nextModel,
  model: { id: 'glip-micro', title: 'glip-micro' },
  modelStatus: 'ready',
} as const;
const standing = (id: string, state: Parameters<typeof catalogue>[0]): Standing =>
  standingOf(catalogue(state).find((entry) => entry.id === id)!);

describe('how it stands with a model', () => {
  it.each<[Standing, string, Partial<Parameters<typeof catalogue>[0]>]>([
    ['in-use', 'glip-micro', {}],
    ['loading', 'glip-micro', { modelStatus: 'loading' }],
    ['built-in', 'glip-micro', { modelStatus: 'failed' }],
    ['absent', 'glip-t', {}],
    ['stored', 'glip-t', { stored: [stored('glip-t')] }],
    ['waits', 'glip-t', { stored: [stored('glip-t', false)] }],
    ['loading', 'glip-t', { stored: [stored('glip-t')], nextModel: { id: 'glip-t', title: 'GLIP-T' } }],
    ['in-use', 'glip-t', { stored: [stored('glip-t')], model: { id: 'glip-t', title: 'GLIP-T' } }],
    ['downloading', 'glip-t', { arrivals: [arrival('glip-t')] }],
    ['downloading', 'glip-t', { arrivals: [arrival('glip-t')], stored: [stored('glip-t')] }],
    ['failed', 'glip-t', { arrivals: [arrival('glip-t', 'No connection.')], pending: [pending('glip-t')] }],
    ['stored', 'glip-t', { arrivals: [arrival('glip-t', 'No connection.')], stored: [stored('glip-t')] }],
    ['paused', 'glip-t', { pending: [pending('glip-t')] }],
    [
      'visit',
      'file-mine',
      { guests: [{ id: 'file-mine', title: 'mine', variant: 'glip-t', parameters: 1, bytes: 1, hasTokenizer: true }] },
    ],
  ])('%s: %s', (expected, id, change) => expect(standing(id, { ...plain, ...change })).toBe(expected));
});

it('lists the visitor’s own first, each once, then the registry in its order', () => {
  const entries = catalogue({
    ...plain,
    stored: [stored('file-birds'), stored('glip-t')],
    arrivals: [arrival('file-new'), arrival('file-birds')],
  });
  expect(entries.map(({ id }) => id)).toEqual(['file-new', 'file-birds', ...REGISTRY.map(({ id }) => id)]);
});
