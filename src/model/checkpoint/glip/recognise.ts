interface KnownModel {
  /** The object of a sentence. */
  readonly what: string;
  /** Names that only its tensors have: one for each pattern. */
  readonly has: readonly RegExp[];
}

const GLIP_V2: KnownModel = {
  what: 'GLIPv2, which has further heads and was trained for them',
  has: [
    /^language_backbone\./,
    /^rpn\.head\.dyhead_tower\./,
    /^rpn\.head\.(shallow_contrastive|shallow_log_scale|mlm_head)|\.mask_head\.|^roi_heads\.mask/,
  ],
};

/** A GLIP, complete or not, under its official names. */
const GLIP = [
  /^backbone\.body\.layers\.\d+\.blocks\./,
  /^language_backbone\.body\.model\./,
  /^rpn\.head\.dyhead_tower\.\d+\.DyConv\./,
];

/** Detectors of MMDetection share its Swin, its neck and its text encoder; their heads tell them apart (`mmdet/models/dense_heads`). */
const MMDETECTION: readonly KnownModel[] = [
  {
    what: 'Grounding DINO as MMDetection trains it',
    has: [/^language_model\./, /^encoder\./, /^decoder\./, /^bbox_head\.cls_branches\./],
  },
  {
    what: 'a GLIP of MMDetection without its head',
    has: [/^language_model\.language_backbone\./, /^backbone\.stages\./, /^neck\./],
  },
  { what: 'ATSS or DyHead of MMDetection, without the language side of GLIP', has: [/^bbox_head\.atss_cls\./] },
  { what: 'RetinaNet of MMDetection', has: [/^bbox_head\.retina_cls\./] },
  { what: 'GFL of MMDetection', has: [/^bbox_head\.gfl_cls\./] },
  { what: 'RTMDet of MMDetection', has: [/^bbox_head\.rtm_cls\./] },
  { what: 'YOLOX of MMDetection', has: [/^bbox_head\.multi_level_conv_cls\./] },
  { what: 'FCOS of MMDetection', has: [/^bbox_head\.conv_cls\./, /^bbox_head\.conv_centerness\./] },
  { what: 'DINO of MMDetection', has: [/^bbox_head\.cls_branches\./, /^dn_query_generator\./] },
  {
    what: 'a DETR-style detector of MMDetection',
    has: [/^decoder\.layers\./, /^bbox_head\.(cls_branches|fc_cls)\./],
  },
  { what: 'Mask R-CNN of MMDetection', has: [/^rpn_head\./, /^roi_head\.bbox_head\./, /^roi_head\.mask_head\./] },
  { what: 'Cascade R-CNN of MMDetection', has: [/^rpn_head\./, /^roi_head\.bbox_head\.\d+\./] },
  { what: 'Faster R-CNN of MMDetection', has: [/^rpn_head\./, /^roi_head\.bbox_head\./] },
  {
    what: 'a detector of MMDetection without the language side of GLIP',
    has: [
      /^(backbone|neck)\./,
      /^(bbox_head|rpn_head|mask_head|panoptic_head|roi_head)\./,
      /^neck\.(lateral_convs|fpn_convs|convs)\./,
    ],
  },
];

/** What else a weights file may hold. The first that fits is named. */
const OTHERS: readonly KnownModel[] = [
  ...MMDETECTION,
  {
    what: 'Grounding DINO',
    has: [/(^|\.)(fusion_layers?|text_layers|text_enhancer_layer|text_backbone)\./, /sampling_offsets/],
  },
  { what: 'a DyHead detector without the language side of GLIP', has: [/^rpn\.head\.dyhead_tower\./] },
  { what: 'a DETR-style detector', has: [/(^|\.)decoder\.layers\.\d+\.(cross_attn|multihead_attn|encoder_attn)\./] },
  {
    what: 'a CLIP-style pair of image and text encoders',
    has: [/(^visual\.|^vision_model\.|(^|\.)visual_projection\.|(^|\.)text_projection(\.|$))/],
  },
  {
    what: 'a plain Swin image encoder without the language side and the head of GLIP',
    has: [
      /(^|\.)blocks\.\d+\.attn\.(w_msa\.)?relative_position_bias_table$|attention\.self\.relative_position_bias_table$/,
    ],
  },
  {
    what: 'a plain BERT text encoder without the image side of GLIP',
    has: [/(^|\.)embeddings\.word_embeddings\.weight$/, /(^|\.)encoder\.layer\.\d+\.attention\./],
  },
];

/** Names of an unknown model that its refusal quotes. */
const QUOTED = 3;

/**
 * @param names official ones, as `withOfficialNames` gives them.
 * @returns undefined for a GLIP, complete or not; otherwise what the tensors belong to, as the object of a sentence.
 */
export function otherModel(names: readonly string[]): string | undefined {
  const fits = (patterns: readonly RegExp[]) => patterns.every((pattern) => names.some((name) => pattern.test(name)));
  if (fits(GLIP_V2.has)) return GLIP_V2.what;
  if (fits(GLIP)) return undefined;
  const examples = names.slice(0, QUOTED).map((name) => `"${name.slice(0, 100)}"`);
  return OTHERS.find(({ has }) => fits(has))?.what ?? `another model, with tensors such as ${examples.join(', ')}`;
}

/**
 * Prompt tuning of the official code (`rpn/vldyhead.py`, ADD_LINEAR_LAYER) adds row i of `tunable_linear` to the i-th token of the
 * one prompt that it was trained with. MMDetection ignores the tensor, and so it has no official name there.
 * @returns what such a file holds, as the object of a sentence.
 */
export function tunedPromptOf(names: readonly string[]): string | undefined {
  return names.includes('rpn.tunable_linear.weight')
    ? 'a GLIP with a tuned prompt (rpn.tunable_linear): what it adds to every token belongs to one prompt, which the file does not tell, and without it the model would compute something else'
    : undefined;
}
