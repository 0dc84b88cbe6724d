import type { GlipConfig } from './config';
import { GlipError } from '../errors';
import { GLIP_T } from './presets';

/** Values that are words, by their path. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  modelType: ['glip'],
  'image.channelOrder': ['bgr', 'rgb'],
  'postprocess.scoreAggregation': ['mean', 'max', 'power'],
};
/** May be any finite number; everything else that is a number is positive. */
const SIGNED = new Set(['image.mean', 'postprocess.candidateThreshold', 'postprocess.defaultThreshold']);
/** Need not be whole. */
const FRACTIONS = new Set([
  'swin.mlpRatio',
  'image.mean',
  'image.std',
  'postprocess.candidateThreshold',
  'postprocess.nmsThreshold',
  'postprocess.defaultThreshold',
]);

/**
 * Reads the untrusted text of a config.json.
 * @param what the subject of the sentence that refuses it.
 * @throws GlipError `config`, as `readConfig`.
 */
export function parseConfig(text: string, what = 'This config.json'): GlipConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new GlipError('config', `${what} is not JSON.`, { cause });
  }
  return readConfig(json, what);
}

/**
 * Reads an untrusted config: every field must be there, of the kind it has in GLIP-T's preset, and fit the others.
 * @param what the subject of the sentence that refuses it.
 * @throws GlipError `config` that names every fault.
 */
export function readConfig(json: unknown, what = 'This config.json'): GlipConfig {
  const faults: string[] = [];
  checkLike(json, GLIP_T, '', faults);
  if (faults.length === 0) faults.push(...inconsistencies(json as GlipConfig));
  if (faults.length > 0) throw new GlipError('config', `${what} does not describe a GLIP model: ${faults.join('; ')}.`);
  return json as GlipConfig;
}

function checkLike(value: unknown, like: unknown, path: string, faults: string[]): void {
  if (Array.isArray(like)) {
    if (!Array.isArray(value) || value.length === 0) faults.push(`${path} must be a list`);
    else value.forEach((item) => checkLike(item, like[0], path, faults));
  } else if (typeof like === 'object' && like !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return void faults.push(`${path || 'it'} must be an object`);
    for (const [key, field] of Object.entries(like)) {
      checkLike((value as Record<string, unknown>)[key], field, path ? `${path}.${key}` : key, faults);
    }
  } else if (typeof value !== typeof like) {
    faults.push(`${path} must be a ${typeof like}`);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (value <= 0 && !SIGNED.has(path))) faults.push(`${path} must be above 0`);
    else if (!Number.isInteger(value) && !FRACTIONS.has(path)) faults.push(`${path} must be a whole number`);
  } else if (typeof value === 'string' && path in CHOICES && !CHOICES[path]!.includes(value)) {
    faults.push(`${path} must be one of ${CHOICES[path]!.join(', ')}`);
  }
}

/** The pyramid of GLIP: Swin has 4 stages, the FPN makes P3..P7 of the last 3. */
const STAGES = 4;
const LEVELS = 5;
/** More than any GLIP has; without a limit, the made-up number of a hostile file would take for ever to list the parameters of. */
const MAX_LAYERS = 1000;

function inconsistencies({ swin, fpn, bert, head, anchors, image, text }: GlipConfig): string[] {
  const rules: [boolean, string][] = [
    [
      swin.depths.length === STAGES && swin.numHeads.length === STAGES,
      `swin.depths and swin.numHeads must have ${STAGES} entries`,
    ],
    [
      [...swin.depths, bert.numLayers, head.numLayers].every((layers) => layers <= MAX_LAYERS),
      `swin.depths, bert.numLayers and head.numLayers must not be above ${MAX_LAYERS}`,
    ],
    [
      swin.numHeads.every((heads, s) => (swin.embedDim * 2 ** s) % heads === 0),
      'swin.numHeads must divide the channels of each stage',
    ],
    [fpn.channels % head.groupNormGroups === 0, 'head.groupNormGroups must divide fpn.channels'],
    [fpn.channels % 4 === 0, 'fpn.channels must be a multiple of 4'],
    [bert.hiddenSize % bert.numHeads === 0, 'bert.numHeads must divide bert.hiddenSize'],
    [head.fusionDim % head.fusionHeads === 0, 'head.fusionHeads must divide head.fusionDim'],
    [
      anchors.sizes.length === LEVELS && anchors.strides.length === LEVELS,
      `anchors must have ${LEVELS} sizes and strides`,
    ],
    [image.mean.length === 3 && image.std.length === 3, 'image.mean and image.std must have 3 entries'],
    [image.maxSize >= image.minSize, 'image.maxSize must not be below image.minSize'],
    [
      text.maxTokens <= bert.maxPositions && text.maxTokens > 2,
      'text.maxTokens must be above 2 and within bert.maxPositions',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}
