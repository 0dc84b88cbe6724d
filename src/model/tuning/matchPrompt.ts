import type { GlipConfig } from '../config/config';
import { GlipError } from '../errors';
import type { EncodedPrompt, PromptRun } from '../prompt/prompt';
import type { ParsedPrompt } from '../types';
import type { ModelIdentity, PromptOffsets, TuningForm, TunedPrompt } from './tunedPrompt';

/** What a model makes of the prompt that it is to ground. */
export interface ReadPrompt {
  readonly parsed: ParsedPrompt;
  readonly encoded: EncodedPrompt;
}

/**
 * The offsets of a taught prompt, for the model that it was taught to.
 * @throws GlipError `prompt-model` for another model, `prompt-file` where they do not fit the prompt as this model reads it.
 */
export function matchingOffsets(
  { model, taught, offsets }: TunedPrompt,
  identity: ModelIdentity,
  config: GlipConfig,
  prompt: ReadPrompt,
): PromptOffsets {
  if (model.name !== identity.name || model.fingerprint !== identity.fingerprint) throw otherModel(model, identity);
  const run = onlyRun(prompt.encoded, config.text.maxTokens);
  const phrases = taught.map((span) =>
    prompt.parsed.phrases.findIndex(({ start, end }) => start === span.start && end === span.end),
  );
  const width = offsets.form === 'alignment' ? config.fpn.channels : config.bert.hiddenSize;
  const positions = tunedPositions(offsets.form, run, new Set(phrases));
  if (offsets.positions.join() !== positions.join() || offsets.values.length !== width * positions.length) {
    throw new GlipError(
      'prompt-file',
      'What was taught does not fit the words of this prompt: the file is damaged, or was changed.',
    );
  }
  return offsets;
}

function otherModel(taught: ModelIdentity, used: ModelIdentity): GlipError {
  const others = taught.name === used.name ? `other weights of ${taught.name}` : taught.name;
  return new GlipError(
    'prompt-model',
    `This prompt was taught to ${others}, and means nothing to the ${used.name} in use. Teach it again here, or change the model.`,
  );
}

/** @throws GlipError `prompt-too-long` for a list that the model reads in several runs. */
export function onlyRun({ runs: [run, ...others], tokens }: EncodedPrompt, maxTokens: number): PromptRun {
  if (run && others.length === 0) return run;
  throw new GlipError(
    'prompt-too-long',
    `A prompt can be taught if the model reads it in one go: this one has ${tokens} tokens, and it reads ${maxTokens}. Leave some of it out.`,
  );
}

/** Where in a run offsets are learned: at the tokens of the taught phrases, or, where they enter the fusion, at all. In order. */
export function tunedPositions(
  form: TuningForm,
  { ids, positiveMap }: PromptRun,
  taught: ReadonlySet<number>,
): number[] {
  if (form === 'embedding') return [...ids.keys()];
  const positions = new Set(positiveMap.flatMap(({ phrase, tokens }) => (taught.has(phrase) ? tokens : [])));
  return [...positions].sort((a, b) => a - b);
}
