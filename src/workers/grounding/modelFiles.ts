import {
  FieldError,
  GlipError,
  listOf,
  readConfig,
  readFields,
  TextTokenizer,
  textField,
  type GrounderParts,
} from '../../model';

/** The files of a weights folder. */
export const MODEL_TEXTS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const;
export const WEIGHTS = 'model.safetensors';
export const MODEL_FILES = [...MODEL_TEXTS, WEIGHTS] as const;

/** A file that a weights folder may hold besides: names of several words that its model knows as one thing. */
export const PHRASES = 'phrases.json';

export type ModelTexts = Readonly<Record<(typeof MODEL_TEXTS)[number], Uint8Array>> & {
  readonly [PHRASES]?: Uint8Array;
};
export type ModelFiles = ModelTexts & Readonly<Record<typeof WEIGHTS, Uint8Array>>;

/** All but the weights. @throws GlipError `config` or `tokenizer` */
export function readModelTexts(files: ModelTexts): Omit<GrounderParts, 'weights'> {
  return {
    config: readConfig(parseJson(files, 'config.json')),
    tokenizer: new TextTokenizer(parseJson(files, 'tokenizer.json'), parseJson(files, 'tokenizer_config.json')),
    ...(files[PHRASES] && { phrases: readPhrases(parseJson(files, PHRASES)) }),
  };
}

function readPhrases(json: unknown): readonly string[] {
  try {
    return readFields(listOf(textField), json, 'it');
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw new GlipError('config', `The model's ${PHRASES} cannot be used: ${cause.message}.`, { cause });
  }
}

function parseJson(files: ModelTexts, name: keyof ModelTexts): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(files[name]));
  } catch (cause) {
    throw new GlipError(name.startsWith('tokenizer') ? 'tokenizer' : 'config', `The model's ${name} is not JSON.`, {
      cause,
    });
  }
}
