import type { Checkpoint, CheckpointTensor } from '../tensors/checkpoint';
import { bytesPer } from '../tensors/dtypes';

/**
 * Whose names a checkpoint has for the tensors of a GLIP: those of the official implementation, of MMDetection
 * (`tools/model_converters/glip_to_mmdet.py`) or of detectron2-glip (FrankRuis, `glip_detectron2/utils/checkpoint.py`).
 */
export type Naming = 'official' | 'MMDetection' | 'detectron2-glip';

/** The beginning of a name, and what stands for it in the official name. The first that matches is taken. */
type Rules = readonly (readonly [foreign: RegExp, official: string])[];

const MMDETECTION: Rules = [
  [/^backbone\.patch_embed\.projection\./, 'backbone.body.patch_embed.proj.'],
  [/^backbone\.patch_embed\.norm\./, 'backbone.body.patch_embed.norm.'],
  [/^backbone\.stages\.(\d+\.blocks\.\d+\.attn\.)w_msa\./, 'backbone.body.layers.$1'],
  [/^backbone\.stages\.(\d+\.blocks\.\d+\.)ffn\.layers\.0\.0\./, 'backbone.body.layers.$1mlp.fc1.'],
  [/^backbone\.stages\.(\d+\.blocks\.\d+\.)ffn\.layers\.1\./, 'backbone.body.layers.$1mlp.fc2.'],
  [/^backbone\.stages\.(\d+\.(?:blocks\.\d+\.norm[12]|downsample)\.)/, 'backbone.body.layers.$1'],
  [/^backbone\.(norm[123]\.)/, 'backbone.body.$1'],
  [/^neck\.lateral_convs\.0\.conv\./, 'backbone.fpn.fpn_inner2.'],
  [/^neck\.lateral_convs\.1\.conv\./, 'backbone.fpn.fpn_inner3.'],
  [/^neck\.lateral_convs\.2\.conv\./, 'backbone.fpn.fpn_inner4.'],
  [/^neck\.fpn_convs\.0\.conv\./, 'backbone.fpn.fpn_layer2.'],
  [/^neck\.fpn_convs\.1\.conv\./, 'backbone.fpn.fpn_layer3.'],
  [/^neck\.fpn_convs\.2\.conv\./, 'backbone.fpn.fpn_layer4.'],
  [/^neck\.fpn_convs\.3\.conv\./, 'backbone.fpn.top_blocks.p6.'],
  [/^neck\.fpn_convs\.4\.conv\./, 'backbone.fpn.top_blocks.p7.'],
  [/^language_model\.language_backbone\./, 'language_backbone.'],
  [/^bbox_head\.head\.(dyhead_tower\.\d+\.)dyconvs\./, 'rpn.head.$1DyConv.'],
  [/^bbox_head\.head\.(dyhead_tower\.\d+\.)attnconv\./, 'rpn.head.$1AttnConv.'],
  // What else MMDetection carries along it ignores itself, such as the heads of masked language modelling.
  [/^bbox_head\.head\.((?:dyhead_tower|bbox_pred|centerness|dot_product_projection_text|scales)\.)/, 'rpn.head.$1'],
  [/^bbox_head\.head\.(log_scale|bias0|bias_lang)$/, 'rpn.head.$1'],
];

const DETECTRON2: Rules = [
  [/^backbone\.fpn\.bottom_up\./, 'backbone.body.'],
  [/^backbone\.fpn\.fpn_lateral3\./, 'backbone.fpn.fpn_inner2.'],
  [/^backbone\.fpn\.fpn_lateral4\./, 'backbone.fpn.fpn_inner3.'],
  [/^backbone\.fpn\.fpn_lateral5\./, 'backbone.fpn.fpn_inner4.'],
  [/^backbone\.fpn\.fpn_output3\./, 'backbone.fpn.fpn_layer2.'],
  [/^backbone\.fpn\.fpn_output4\./, 'backbone.fpn.fpn_layer3.'],
  [/^backbone\.fpn\.fpn_output5\./, 'backbone.fpn.fpn_layer4.'],
  [/^backbone\.fpn\.top_block\./, 'backbone.fpn.top_blocks.'],
];

/** A name that only this naming has, and its rules. */
const NAMINGS: readonly { readonly naming: Naming; readonly sign: RegExp; readonly rules: Rules }[] = [
  { naming: 'MMDetection', sign: /^bbox_head\.head\.dyhead_tower\./, rules: MMDETECTION },
  { naming: 'detectron2-glip', sign: /^backbone\.fpn\.bottom_up\./, rules: DETECTRON2 },
];

const PATCH_MERGING = /^backbone\.body\.layers\.\d+\.downsample\.(reduction\.weight|norm\.(weight|bias))$/;
const LEVEL_SCALE = /^rpn\.head\.scales\.\d+\.scale$/;

/**
 * Gives every tensor of a GLIP its official name, shape and order of values. Nothing is read: tensors whose values lie in another
 * order are put into the official one when they are read. What has no official name keeps its own, and a checkpoint of another
 * model is left as it is.
 */
export function withOfficialNames(checkpoint: Checkpoint): Checkpoint & { readonly naming: Naming } {
  const names = [...checkpoint.tensors.keys()];
  const { naming, rules } = NAMINGS.find(({ sign }) => names.some((name) => sign.test(name))) ?? OFFICIAL;
  const tensors = new Map(
    [...checkpoint.tensors].map(([foreign, tensor]) => {
      const name = officialName(foreign, rules);
      return [name, officialTensor(name, tensor, naming)] as const;
    }),
  );
  return { ...checkpoint, naming, tensors };
}

const OFFICIAL = { naming: 'official', rules: [] } as const;

function officialName(name: string, rules: Rules): string {
  const rule = rules.find(([foreign]) => foreign.test(name));
  return rule ? name.replace(...rule) : name;
}

function officialTensor(name: string, tensor: CheckpointTensor, naming: Naming): CheckpointTensor {
  if (naming === 'MMDetection' && PATCH_MERGING.test(name)) return inOfficialPatchOrder(tensor);
  // What MMDetection saves itself has the scales of the levels without an axis.
  if (LEVEL_SCALE.test(name) && tensor.shape.length === 0) return { ...tensor, shape: [1] };
  return tensor;
}

/**
 * Patch merging concatenates the channels of 2 × 2 neighbours. MMDetection gathers them by an unfold, with the channel c outside and
 * the position (y, x) inside: column 4c + 2y + x. The official code concatenates four blocks of C channels: column (y + 2x)·C + c.
 * The columns are the last axis: of the reduction [2C, 4C], and of weight and bias of the norm [4C].
 */
function inOfficialPatchOrder(tensor: CheckpointTensor): CheckpointTensor {
  const columns = tensor.shape.at(-1) ?? 0;
  const elementBytes = bytesPer(tensor.dtype);
  const read = async () => {
    const bytes = await tensor.read();
    const rowBytes = columns * elementBytes;
    const channels = Math.floor(columns / 4);
    for (let at = 0; at < bytes.length; at += rowBytes) {
      const row = bytes.slice(at, at + rowBytes);
      for (let column = 0; column < 4 * channels; column++) {
        const [block, channel] = [Math.floor(column / channels), column % channels];
        const [y, x] = [block % 2, block >> 1];
        const from = (4 * channel + 2 * y + x) * elementBytes;
        bytes.set(row.subarray(from, from + elementBytes), at + column * elementBytes);
      }
    }
    return bytes;
  };
  return { ...tensor, read };
}
