import { readFileSync } from 'node:fs';
import { GOLDENS, TINY } from '../tinyModel';
import { readRules } from '../../../tools/golden/directory';
import { officialTensors, type OfficialTensor } from './official';
import { dict, orderedDict, PyFloat, PyName, PyObject, PyTuple } from './python';
import type { Storages } from './torchWriter';

/** GLIP files as MMDetection writes them, with the weights of the golden model `tiny`. */

/** The official name of each of its tensors, taken from a file that the official converter wrote. */
export const MMDETECTION_NAMES = JSON.parse(
  readFileSync(new URL('../../fixtures/checkpoints/mmdetection_names.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

export const CLASSES = ['cat', 'dog', 'traffic light'];

/** The state dict in MMDetection's names, order of values and shapes. */
export function mmdetectionTensors(): OfficialTensor[] {
  const official = new Map(
    [...officialTensors(TINY, readRules(GOLDENS), 'tiny')].map((tensor) => [tensor.name, tensor]),
  );
  return Object.entries(MMDETECTION_NAMES).map(([name, officialName]) => {
    const tensor = official.get(officialName)!;
    if (name.includes('.downsample.')) return { ...tensor, name, bytes: () => inUnfoldOrder(tensor) };
    if (name.endsWith('.scale')) return { ...tensor, name, shape: [] };
    return { ...tensor, name };
  });
}

/** mmdetection[4c + 2y + x] = official[(y + 2x)·C + c], along the last axis of a float32 tensor. */
function inUnfoldOrder({ shape, bytes }: OfficialTensor): Uint8Array {
  const official = new Float32Array(bytes().buffer);
  const columns = shape.at(-1)!;
  const channels = columns / 4;
  const result = new Float32Array(official.length);
  for (let row = 0; row < official.length; row += columns) {
    for (let c = 0; c < channels; c++) {
      for (const [y, x] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const)
        result[row + 4 * c + 2 * y + x] = official[row + (y + 2 * x) * channels + c]!;
    }
  }
  return new Uint8Array(result.buffer);
}

export function stateDict(tensors: readonly OfficialTensor[], storages: Storages, prefix = ''): PyObject {
  const entries = tensors.map(
    ({ name, dtype, shape, bytes }) => [prefix + name, storages.addTensor(dtype, shape, bytes)] as const,
  );
  return orderedDict(new Map<unknown, unknown>(entries), dict({ _metadata: dict({}) }));
}

/** What MMEngine's runner saves while it trains: beside the averaged weights the raw ones, the optimizer and logs with their methods. */
export function trainingFile(storages: Storages, { prefix = '', classesKey = 'classes' } = {}): Map<unknown, unknown> {
  const historyBuffer = new PyObject(new PyName('mmengine.logging.history_buffer', 'HistoryBuffer'), new PyTuple(), {
    isNew: true,
  });
  const method = new PyObject(new PyName('__builtin__', 'getattr'), new PyTuple(historyBuffer, 'mean'));
  const other: OfficialTensor = {
    name: 'bbox_head.head.bias0',
    dtype: 'float32',
    shape: [1],
    bytes: () => new Uint8Array(4),
  };
  return dict({
    meta: dict({
      epoch: 12,
      cfg: "model = dict(type='GLIP')  # größe: winzig",
      dataset_meta: dict({ [classesKey]: new PyTuple(...CLASSES), palette: [new PyTuple(220, 20, 60)] }),
    }),
    state_dict: stateDict(mmdetectionTensors(), storages, prefix),
    ema_state_dict: stateDict([other], storages, 'module.'),
    message_hub: dict({
      log_scalars: orderedDict(
        new Map([
          ['train/loss', historyBuffer],
          ['mean', method],
        ]),
      ),
    }),
    optimizer: dict({
      state: new Map([[0, dict({ exp_avg: storages.addTensor('float32', [4], () => new Uint8Array(16)) })]]),
      param_groups: [dict({ lr: new PyFloat(1e-5) })],
    }),
    param_schedulers: [
      dict({ milestones: new PyObject(new PyName('collections', 'Counter'), new PyTuple(new Map([[8, 1]]))) }),
    ],
  });
}
