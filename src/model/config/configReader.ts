import * as v from 'valibot';
import { GlipError } from '../errors';
import { choiceOf, faultOf, flagField, listOf, numberField, objectOf, textField } from '../fields';
import type { GlipConfig } from './config';

const positive = v.pipe(
  v.number('a number'),
  v.finite('a number above 0'),
  v.check((value) => value > 0, 'a number above 0'),
);
const whole = v.pipe(positive, v.safeInteger('a whole number'));
const perStage = listOf(whole);
const perChannel = (message: string, valid: (value: number) => boolean) =>
  v.custom<readonly [number, number, number]>(
    (value) =>
      Array.isArray(value) &&
      value.length === 3 &&
      value.every((item) => Number.isFinite(item) && valid(item as number)),
    message,
  );

const SCHEMA: v.GenericSchema<unknown, GlipConfig> = objectOf({
  modelType: choiceOf(['glip']),
  name: textField,
  swin: objectOf({
    embedDim: whole,
    depths: perStage,
    numHeads: perStage,
    windowSize: whole,
    mlpRatio: positive,
  }),
  fpn: objectOf({ channels: whole }),
  bert: objectOf({
    vocabSize: whole,
    hiddenSize: whole,
    numLayers: whole,
    numHeads: whole,
    intermediateSize: whole,
    maxPositions: whole,
  }),
  head: objectOf({
    numLayers: whole,
    earlyFusion: flagField,
    fusionDim: whole,
    fusionHeads: whole,
    groupNormGroups: whole,
  }),
  anchors: objectOf({ sizes: listOf(whole), strides: listOf(whole) }),
  image: objectOf({
    minSize: whole,
    maxSize: whole,
    sizeDivisor: whole,
    channelOrder: choiceOf(['bgr', 'rgb']),
    mean: perChannel('three numbers', () => true),
    std: perChannel('three numbers above 0', (value) => value > 0),
  }),
  text: objectOf({ maxTokens: whole }),
  postprocess: objectOf({
    scoreAggregation: choiceOf(['mean', 'max', 'power']),
    useCenterness: flagField,
    candidateThreshold: numberField,
    preNmsTopN: whole,
    nmsThreshold: positive,
    maxDetections: whole,
    defaultThreshold: numberField,
  }),
});

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
 * Reads an untrusted config: every field of a GlipConfig must be there, and fit the others.
 * @param what the subject of the sentence that refuses it.
 * @throws GlipError `config` that names every fault.
 */
export function readConfig(json: unknown, what = 'This config.json'): GlipConfig {
  const { success, output, issues = [] } = v.safeParse(SCHEMA, json);
  const faults = success ? inconsistencies(output) : issues.map((issue) => faultOf(issue, 'it'));
  if (!success || faults.length > 0)
    throw new GlipError('config', `${what} does not describe a GLIP model: ${faults.join('; ')}.`);
  return output;
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
    [image.maxSize >= image.minSize, 'image.maxSize must not be below image.minSize'],
    [
      text.maxTokens <= bert.maxPositions && text.maxTokens > 2,
      'text.maxTokens must be above 2 and within bert.maxPositions',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}
