import type { OfficialTensor } from './official';
import { dict, orderedDict, PyFloat, PyName, PyObject, PyTuple } from './python';
import type { Storages } from './torchWriter';

/**
 * A training checkpoint around a state dict, as the official trainer saves it, with what such files carry beside tensors: an
 * optimizer, a scheduler, the arguments, a numpy number, a set.
 */
export function trainingFile(tensors: Iterable<OfficialTensor>, storages: Storages): Map<unknown, unknown> {
  const model = new Map<unknown, unknown>();
  for (const { name, dtype, shape, bytes } of tensors)
    model.set(`module.${name}`, storages.addTensor(dtype, shape, bytes));
  const moment = () => storages.addTensor('float32', [4], () => new Uint8Array(new Float32Array(4).fill(0.5).buffer));
  return dict({
    model: orderedDict(model, dict({ _metadata: orderedDict(new Map([['', dict({ version: 1 })]])) })),
    optimizer: dict({
      state: new Map([[0, dict({ step: 300_000, exp_avg: moment(), exp_avg_sq: moment() })]]),
      param_groups: [
        dict({
          lr: new PyFloat(1e-5),
          betas: new PyTuple(new PyFloat(0.9), new PyFloat(0.999)),
          weight_decay: new PyFloat(0.05),
          amsgrad: false,
          params: [0],
        }),
      ],
    }),
    scheduler: dict({
      milestones: counter([200_000, 267_000]),
      gamma: new PyFloat(0.1),
      last_epoch: 300_000,
      warmup_method: 'linear',
    }),
    iteration: 300_000,
    best: numpyFloat(0.466),
    datasets: new PyObject(new PyName('__builtin__', 'set'), new PyTuple(['objects365', 'GoldG', 'CC3M+SBU'])),
    arguments: new PyObject(new PyName('argparse', 'Namespace'), new PyTuple(), {
      isNew: true,
      state: dict({ config_file: 'configs/pretrain/glip_Swin_T_O365_GoldG.yaml', local_rank: 0, skip_test: false }),
    }),
  });
}

const counter = (values: readonly number[]) =>
  new PyObject(new PyName('collections', 'Counter'), new PyTuple(new Map(values.map((value) => [value, 1]))));

/** `numpy.float64(value)`: under protocol 2, bytes are a text that Python encodes again. */
function numpyFloat(value: number): PyObject {
  const dtype = new PyObject(new PyName('numpy', 'dtype'), new PyTuple('f8', false, true), {
    state: new PyTuple(3, '<', null, null, null, -1, -1, 0),
  });
  const latin1 = String.fromCharCode(...new Uint8Array(Float64Array.of(value).buffer));
  const bytes = new PyObject(new PyName('_codecs', 'encode'), new PyTuple(latin1, 'latin1'));
  return new PyObject(new PyName('numpy.core.multiarray', 'scalar'), new PyTuple(dtype, bytes));
}
