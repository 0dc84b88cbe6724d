import type { GlipConfig } from '../../src/model/config/config';
import type { Stage } from './run';

/** Side of a patch, and kernel of the patch embedding. */
const PATCH = 4;
const OFFSETS_AND_MASK = 27;
const KERNEL = 9;

/**
 * Multiply-adds that the model asks for, by stage: those of its matrix products, convolutions and attentions, with X-MHA in its
 * folded form (fusion/crossAttention.ts). Padding of windows and what is done per channel or per location alone is not counted.
 * @param input height and width of the network's input, padded to the size divisor.
 */
export function multiplyAdds(
  config: GlipConfig,
  input: readonly [number, number],
  tokens: number,
): Readonly<Record<string, number>> {
  const { swin, fpn, bert, head, anchors } = config;
  const c = fpn.channels;
  const stages = swin.depths.map((depth, s) => ({
    depth,
    channels: swin.embedDim * 2 ** s,
    locations: locations(input, PATCH * 2 ** s),
  }));
  const levels = anchors.strides.map((stride) => locations(input, stride));
  const all = sum(levels);

  const swinStage = ({ depth, channels, locations: n }: (typeof stages)[number], s: number) => {
    const block = n * channels * ((4 + 2 * swin.mlpRatio) * channels + 2 * swin.windowSize ** 2);
    const next = stages[s + 1];
    const embedding = s === 0 ? n * 3 * PATCH ** 2 * channels : 0;
    return embedding + depth * block + (next ? next.locations * 4 * channels * next.channels : 0);
  };
  const [p3, p4, p5, p6, p7] = levels as [number, number, number, number, number];
  const pyramid =
    sum(stages.slice(1).map(({ channels, locations: n }) => n * channels * c)) +
    (p3 + p4 + p5 + p6 + p7) * KERNEL * c * c;
  const bertLayer = tokens * bert.hiddenSize * (4 * bert.hiddenSize + 2 * bert.intermediateSize + 2 * tokens);
  const crossAttention = tokens * (3 * all * c * head.fusionHeads + head.fusionDim * (3 * c + 3 * bert.hiddenSize));
  // Every level convolves itself, the finer one with stride 2, and the coarser one on that one's grid.
  const deformed = all + (all - p3) + (all - p3);
  const dyConv = all * KERNEL * c * OFFSETS_AND_MASK + deformed * KERNEL * c * c;
  const fusion = head.earlyFusion ? head.numLayers : 0;
  return {
    ...Object.fromEntries(stages.map((stage, s) => [`Swin stage ${s + 1}`, swinStage(stage, s)])),
    FPN: pyramid,
    BERT: bert.numLayers * bertLayer,
    'X-MHA': fusion * crossAttention,
    'BERT layers of the head': fusion * bertLayer,
    DyConv: head.numLayers * dyConv,
    'alignment and boxes': all * c * (tokens + 5) + tokens * bert.hiddenSize * c,
  } satisfies Partial<Record<Stage, number>>;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const locations = ([h, w]: readonly [number, number], stride: number) => Math.ceil(h / stride) * Math.ceil(w / stride);
