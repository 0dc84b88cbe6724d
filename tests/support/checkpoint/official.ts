import type { GlipConfig } from '../../../src/model/config/config';
import { anchorAt } from '../../../src/model/network/anchors';
import type { TorchDtype } from '../../../src/model/checkpoint/tensors/dtypes';
import { goldenTensor, goldenWeights, type WeightRule } from '../../../tools/golden/weights';

/** A tensor of an official state dict; its bytes are made whenever they are asked for. */
export interface OfficialTensor {
  readonly name: string;
  readonly dtype: TorchDtype;
  readonly shape: readonly number[];
  readonly bytes: () => Uint8Array;
}

/** Width of the classification that every official checkpoint carries and none uses. */
const CLASSES = 80;

/**
 * The state dict of an official checkpoint with the deterministic weights of the golden tensors: every parameter of the model, and
 * the buffers and the unused classifier that the model leaves out.
 * @param model whose centers of `weight_rules.json` are taken, e.g. `glip_t`.
 */
export function* officialTensors(
  config: GlipConfig,
  rules: readonly WeightRule[],
  model: string,
): Iterable<OfficialTensor> {
  const floats = (name: string, shape: readonly number[], make: () => Float32Array): OfficialTensor => ({
    name,
    dtype: 'float32',
    shape,
    bytes: () => new Uint8Array(make().buffer),
  });
  for (const [name, { shape }] of goldenWeights(config, rules, '', model)) {
    if (name.endsWith('embeddings.word_embeddings.weight'))
      yield positionIds(name.replace('word_embeddings.weight', 'position_ids'), config.bert.maxPositions);
    yield floats(name, shape, () => goldenTensor(name, shape, rules, '', model));
    if (name.endsWith('_bias_table')) yield positionIndex(name.replace('bias_table', 'index'), config.swin.windowSize);
  }
  for (const [name, shape] of [
    ['weight', [CLASSES, config.fpn.channels, 1, 1]],
    ['bias', [CLASSES]],
  ] as const) {
    const full = `rpn.head.cls_logits.${name}`;
    yield floats(full, shape, () => goldenTensor(full, shape, rules, '', model));
  }
  for (const [level, size] of config.anchors.sizes.entries()) {
    const anchor = { height: 1, width: 1, stride: config.anchors.strides[level]!, size };
    yield floats(`rpn.anchor_generator.cell_anchors.${level}`, [1, 4], () => Float32Array.from(anchorAt(anchor, 0)));
  }
}

const integers = (name: string, shape: readonly number[], values: readonly number[]): OfficialTensor => ({
  name,
  dtype: 'int64',
  shape,
  bytes: () => new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

const positionIds = (name: string, count: number) =>
  integers(
    name,
    [1, count],
    Array.from({ length: count }, (_, i) => i),
  );

/** Row of the position bias for query i and key j of a window: (dy + w - 1)·(2w - 1) + dx + w - 1. */
function positionIndex(name: string, w: number): OfficialTensor {
  const tokens = w * w;
  const values = Array.from({ length: tokens * tokens }, (_, k) => {
    const [i, j] = [Math.floor(k / tokens), k % tokens];
    const dy = Math.floor(i / w) - Math.floor(j / w);
    const dx = (i % w) - (j % w);
    return (dy + w - 1) * (2 * w - 1) + dx + w - 1;
  });
  return integers(name, [tokens, tokens], values);
}
