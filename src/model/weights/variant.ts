import type { GlipConfig } from '../config';
import { readConfig } from '../configReader';
import { GlipError } from '../errors';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../presets';

/** Shapes of a state dict by name, in PyTorch layouts. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** The id of a GLIP whose sizes are those of no released one. */
export const CUSTOM = 'glip-custom';

/** What leaves no trace in the weights, where no released variant tells it. */
const BERT_HEAD_WIDTH = 64;
const FUSION_HEAD_WIDTH = 256;
const LEAST_HEADS = 4;

/**
 * Reads a GLIP's configuration off the names and shapes of its weights. Every size is taken from all tensors that show it, and the
 * most common answer counts: a few damaged tensors are then found to be mis-shaped, instead of all others.
 *
 * GLIP-T, (B) and (C) have the same shapes: all three are read as `glip-t`.
 *
 * @returns `name` is that of the released variant with the same sizes, otherwise `glip-custom`. Of that, numbers of attention
 * heads are assumed (BERT 64 channels a head, X-MHA 256, at least 4 heads), as are 16 groups in the GroupNorm and how images are
 * prepared and boxes picked.
 * @throws GlipError `weights-model` for shapes that no GLIP has.
 */
export function inferConfig(shapes: Shapes): GlipConfig {
  const sizes = readSizes(shapes);
  const { embedDim, channels, hiddenSize, earlyFusion } = sizes;
  const released = [GLIP_T, GLIP_L].find(
    (preset) => preset.swin.embedDim === embedDim && preset.fpn.channels === channels && preset.bert.hiddenSize === hiddenSize,
  );
  const base: GlipConfig = released ?? GLIP_T;
  // Fewer layers than the released model of this width has are missing tensors, not a smaller model.
  const atLeast = (count: number, usual: number) => (released ? Math.max(count, usual) : count);
  const inferred: GlipConfig = {
    ...base,
    name: CUSTOM,
    swin: {
      embedDim,
      depths: sizes.depths.map((depth, s) => atLeast(depth, base.swin.depths[s]!)),
      numHeads: sizes.numHeads,
      windowSize: sizes.windowSize,
      mlpRatio: sizes.mlpRatio,
    },
    fpn: { channels },
    bert: {
      vocabSize: released?.bert.vocabSize ?? sizes.vocabSize,
      hiddenSize,
      numLayers: atLeast(sizes.bertLayers, base.bert.numLayers),
      numHeads: released?.bert.numHeads ?? headsOf(hiddenSize, BERT_HEAD_WIDTH),
      intermediateSize: sizes.intermediateSize,
      maxPositions: released?.bert.maxPositions ?? sizes.maxPositions,
    },
    head: {
      numLayers: atLeast(sizes.headLayers, base.head.numLayers),
      earlyFusion,
      fusionDim: earlyFusion ? sizes.fusionDim : base.head.fusionDim,
      fusionHeads: released || !earlyFusion ? base.head.fusionHeads : headsOf(sizes.fusionDim, FUSION_HEAD_WIDTH),
      groupNormGroups: base.head.groupNormGroups,
    },
    text: { maxTokens: Math.min(base.text.maxTokens, sizes.maxPositions || base.text.maxTokens) },
  };
  return [GLIP_T, GLIP_T_A, GLIP_L].find((preset) => structure(preset) === structure(inferred)) ?? checked(inferred);
}

const structure = ({ swin, fpn, bert, head }: GlipConfig) =>
  JSON.stringify([swin, fpn, bert, head].map((part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))));

const headsOf = (width: number, headWidth: number) => (width % headWidth === 0 ? Math.max(LEAST_HEADS, width / headWidth) : LEAST_HEADS);

function checked(config: GlipConfig): GlipConfig {
  try {
    return readConfig(config);
  } catch (cause) {
    throw new GlipError('weights-model', 'This is a GLIP checkpoint, but so much of it is missing or damaged that the sizes of the model cannot be read off it.', { cause });
  }
}

function readSizes(shapes: Shapes) {
  const names = [...shapes.keys()];
  const matches = (pattern: RegExp) => names.flatMap((name) => pattern.exec(name) ?? []);
  const values = (pattern: RegExp, value: (shape: readonly number[]) => number | undefined) =>
    names.filter((name) => pattern.test(name)).map((name) => value(shapes.get(name)!));
  /** 1 + the highest number in a place of the names; never more than there are tensors, so that a made-up number costs nothing. */
  const count = (pattern: RegExp) =>
    names.reduce((most, name) => Math.max(most, Math.min(Number(pattern.exec(name)?.[1] ?? -1) + 1, names.length)), 0);
  const rows = (shape: readonly number[]) => shape[0];

  const stages = [0, 1, 2, 3];
  const table = (s: number | string) => new RegExp(`^backbone\\.body\\.layers\\.${s}\\.blocks\\.\\d+\\.attn\\.relative_position_bias_table$`);
  const tower = count(/^rpn\.head\.dyhead_tower\.(\d+)\.DyConv\./);
  const earlyFusion = matches(/^rpn\.head\.dyhead_tower\.\d+\.b_attn\./).length > 0;
  return {
    embedDim: common(values(/^backbone\.body\.patch_embed\.(proj|norm)\./, rows)),
    depths: stages.map((s) => count(new RegExp(`^backbone\\.body\\.layers\\.${s}\\.blocks\\.(\\d+)\\.`))),
    // Heads double from stage to stage, so that each stage shows those of all.
    numHeads: stages.map((s) => common(stages.flatMap((t) => values(table(t), (shape) => shape[1]! * 2 ** (s - t))))),
    windowSize: common(values(table('\\d+'), (shape) => (Math.sqrt(shape[0]!) + 1) / 2)),
    mlpRatio: common(values(/^backbone\.body\.layers\.\d+\.blocks\.\d+\.mlp\.fc1\.weight$/, (shape) => shape[0]! / shape[1]!)),
    channels: common(values(/^backbone\.fpn\.fpn_(inner|layer)\d\./, rows)),
    vocabSize: common(values(/^language_backbone\.body\.model\.embeddings\.word_embeddings\.weight$/, rows)),
    maxPositions: common(values(/^language_backbone\.body\.model\.embeddings\.position_embeddings\.weight$/, rows)),
    hiddenSize: common(values(/^language_backbone\.body\.model\..*LayerNorm\.weight$/, rows)),
    bertLayers: count(/^language_backbone\.body\.model\.encoder\.layer\.(\d+)\./),
    intermediateSize: common(values(/^language_backbone\.body\.model\.encoder\.layer\.\d+\.intermediate\.dense\./, rows)),
    earlyFusion,
    // With early fusion the tower is a flat list of fusion, BERT layer, DyConv.
    headLayers: earlyFusion ? Math.ceil(tower / 3) : tower,
    fusionDim: common(values(/^rpn\.head\.dyhead_tower\.\d+\.b_attn\.attn\.(v|l|values_v|values_l)_proj\./, rows)),
  };
}

/** The most frequent value, the first of several; 0 if there is none. */
function common(values: readonly (number | undefined)[]): number {
  const counts = new Map<number, number>();
  for (const value of values) if (value !== undefined && Number.isFinite(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}
