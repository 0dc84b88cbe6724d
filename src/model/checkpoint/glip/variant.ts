import type { GlipConfig } from '../../config/config';
import { GlipError } from '../../errors';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../config/presets';

/** Shapes of a state dict by name, in PyTorch layouts. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

const RELEASED: readonly GlipConfig[] = [GLIP_T, GLIP_T_A, GLIP_L];

/**
 * Knows a released GLIP by the names and shapes of its weights. Every size is taken from all tensors that show it, and the most
 * common answer counts: a few damaged tensors are then found to be mis-shaped, instead of all others. Fewer layers than the released
 * model of these widths has are missing tensors, not a smaller model.
 *
 * GLIP-T, (B) and (C) have the same shapes: all three are read as `glip-t`.
 *
 * @returns undefined for any other GLIP, and for one of which too much is missing.
 */
export function releasedConfig(shapes: Shapes): GlipConfig | undefined {
  const sizes = readSizes(shapes);
  return RELEASED.find((preset) => isVariant(preset, sizes));
}

function isVariant({ swin, fpn, bert, head }: GlipConfig, sizes: Sizes): boolean {
  return (
    sizes.embedDim === swin.embedDim &&
    sizes.depths.every((depth, s) => depth <= swin.depths[s]!) &&
    sizes.numHeads.join() === swin.numHeads.join() &&
    sizes.windowSize === swin.windowSize &&
    sizes.mlpRatio === swin.mlpRatio &&
    sizes.channels === fpn.channels &&
    sizes.hiddenSize === bert.hiddenSize &&
    sizes.bertLayers <= bert.numLayers &&
    sizes.intermediateSize === bert.intermediateSize &&
    sizes.headLayers <= head.numLayers &&
    sizes.earlyFusion === head.earlyFusion &&
    (!head.earlyFusion || sizes.fusionDim === head.fusionDim)
  );
}

/** Why a GLIP that is no released one is refused without a config. */
export function noConfig(shapes: Shapes): GlipError {
  const { depths, numHeads, earlyFusion, fusionDim, ...sizes } = readSizes(shapes);
  const damaged = [...depths, ...numHeads, ...Object.values(sizes), ...(earlyFusion ? [fusionDim] : [])].some(
    (size) => !(size >= 1),
  );
  if (damaged) {
    return new GlipError(
      'weights-model',
      'This is a GLIP checkpoint, but so much of it is missing or damaged that the sizes of the model cannot be read off it.',
    );
  }
  return new GlipError(
    'config-missing',
    'This is a GLIP of other sizes than the released ones, and its weights do not tell how many attention heads it has, how pictures are prepared for it and how its boxes are chosen: give its config.json along with it.',
  );
}

type Sizes = ReturnType<typeof readSizes>;

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
  const table = (s: number | string) =>
    new RegExp(`^backbone\\.body\\.layers\\.${s}\\.blocks\\.\\d+\\.attn\\.relative_position_bias_table$`);
  const tower = count(/^rpn\.head\.dyhead_tower\.(\d+)\.DyConv\./);
  const earlyFusion = matches(/^rpn\.head\.dyhead_tower\.\d+\.b_attn\./).length > 0;
  return {
    embedDim: common(values(/^backbone\.body\.patch_embed\.(proj|norm)\./, rows)),
    depths: stages.map((s) => count(new RegExp(`^backbone\\.body\\.layers\\.${s}\\.blocks\\.(\\d+)\\.`))),
    // Heads double from stage to stage, so that each stage shows those of all.
    numHeads: stages.map((s) => common(stages.flatMap((t) => values(table(t), (shape) => shape[1]! * 2 ** (s - t))))),
    windowSize: common(values(table('\\d+'), (shape) => (Math.sqrt(shape[0]!) + 1) / 2)),
    mlpRatio: common(
      values(/^backbone\.body\.layers\.\d+\.blocks\.\d+\.mlp\.fc1\.weight$/, (shape) => shape[0]! / shape[1]!),
    ),
    channels: common(values(/^backbone\.fpn\.fpn_(inner|layer)\d\./, rows)),
    vocabSize: common(values(/^language_backbone\.body\.model\.embeddings\.word_embeddings\.weight$/, rows)),
    maxPositions: common(values(/^language_backbone\.body\.model\.embeddings\.position_embeddings\.weight$/, rows)),
    hiddenSize: common(values(/^language_backbone\.body\.model\..*LayerNorm\.weight$/, rows)),
    bertLayers: count(/^language_backbone\.body\.model\.encoder\.layer\.(\d+)\./),
    intermediateSize: common(
      values(/^language_backbone\.body\.model\.encoder\.layer\.\d+\.intermediate\.dense\./, rows),
    ),
    earlyFusion,
    // With early fusion the tower is a flat list of fusion, BERT layer, DyConv.
    headLayers: earlyFusion ? Math.ceil(tower / 3) : tower,
    fusionDim: common(values(/^rpn\.head\.dyhead_tower\.\d+\.b_attn\.attn\.(v|l|values_v|values_l)_proj\./, rows)),
  };
}

/** The most frequent value, the first of several; 0 if there is none. */
function common(values: readonly (number | undefined)[]): number {
  const counts = new Map<number, number>();
  for (const value of values)
    if (value !== undefined && Number.isFinite(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}
