/** Tolerances of the golden README: about ten times the rounding noise between float32 and float64. */

export const STAGE_NAMES = ['swin', 'fpn', 'bert', 'head', 'alignment', 'codes', 'boxes', 'scores'] as const;
export type Stage = (typeof STAGE_NAMES)[number];

type Tolerances = Readonly<Record<Stage, number>>;

// `boxes` in pixels, `codes` covers box codes and centerness logits.
const TINY: Tolerances = {
  swin: 5e-5,
  fpn: 5e-5,
  bert: 5e-5,
  head: 1e-4,
  alignment: 2e-4,
  codes: 2e-4,
  boxes: 7e-3,
  scores: 2e-5,
};
const FULL_SIZE: Tolerances = {
  swin: 7e-5,
  fpn: 7e-5,
  bert: 3e-4,
  head: 9e-4,
  alignment: 9e-4,
  codes: 1.1e-3,
  boxes: 4e-3,
  scores: 6e-5,
};

/** By the prefix of the golden files. The noise of the other forms is that of the first ones or up to three times as much. */
export const TOLERANCES: Readonly<Record<string, Tolerances>> = {
  tiny: TINY,
  tiny_a_form: TINY,
  tiny_l_form: TINY,
  glip_t: FULL_SIZE,
  glip_t_a: FULL_SIZE,
  glip_l: FULL_SIZE,
};

/** Stage that a golden tensor belongs to. */
export function stageOf(name: string): Stage {
  if (name.startsWith('swin.')) return 'swin';
  if (name.startsWith('fpn.')) return 'fpn';
  if (name.startsWith('bert.')) return 'bert';
  if (name.startsWith('head.')) return 'head';
  return name.startsWith('out.dot_product') ? 'alignment' : 'codes';
}
