/** What else than GLIP a weights file may hold, told by the names of its tensors. The first that fits is named. */
const OTHERS: readonly { readonly what: string; readonly has: readonly RegExp[] }[] = [
  {
    what: 'GLIPv2, which has further heads and was trained for them',
    has: [
      /^language_backbone\./,
      /^rpn\.head\.dyhead_tower\./,
      /shallow_contrastive|shallow_log_scale|mlm_head|\.mask_head\.|^roi_heads\.mask/,
    ],
  },
  { what: 'Grounding DINO', has: [/(^|\.)(fusion_layers?|text_layers|text_enhancer_layer)\./, /sampling_offsets/] },
  { what: 'a DyHead detector without the language side of GLIP', has: [/^rpn\.head\.dyhead_tower\./] },
  { what: 'a DETR-style detector', has: [/(^|\.)decoder\.layers\.\d+\.(cross_attn|multihead_attn|encoder_attn)\./] },
  {
    what: 'a CLIP-style pair of image and text encoders',
    has: [/(^visual\.|^vision_model\.|(^|\.)visual_projection\.|(^|\.)text_projection(\.|$))/],
  },
  {
    what: 'a plain Swin image encoder without the language side and the head of GLIP',
    has: [/(^|\.)blocks\.\d+\.attn\.relative_position_bias_table$|attention\.self\.relative_position_bias_table$/],
  },
  {
    what: 'a plain BERT text encoder without the image side of GLIP',
    has: [/(^|\.)embeddings\.word_embeddings\.weight$/, /(^|\.)encoder\.layer\.\d+\.attention\./],
  },
];

const GLIP = [
  /^backbone\.body\.layers\.\d+\.blocks\./,
  /^language_backbone\.body\.model\./,
  /^rpn\.head\.dyhead_tower\.\d+\.DyConv\./,
];
const NAMED = 3;

/** @returns undefined for a GLIP, complete or not; otherwise what the tensors belong to, as the object of a sentence. */
export function otherModel(names: readonly string[]): string | undefined {
  const fits = (patterns: readonly RegExp[]) => patterns.every((pattern) => names.some((name) => pattern.test(name)));
  const [v2, ...others] = OTHERS;
  if (fits(v2!.has)) return v2!.what;
  if (fits(GLIP)) return undefined;
  const examples = names.slice(0, NAMED).map((name) => `"${name.slice(0, 100)}"`);
  return others.find(({ has }) => fits(has))?.what ?? `another model, with tensors such as ${examples.join(', ')}`;
}
