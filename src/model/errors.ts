/** Every failure that a visitor or a researcher can cause. `code` is stable; `message` is one sentence with a remedy. */
export type GlipErrorCode =
  | 'weights-format'
  | 'weights-tensor'
  | 'weights-model'
  | 'weights-fetch'
  | 'download'
  | 'storage'
  | 'model-busy'
  | 'model-missing'
  | 'model-too-large'
  | 'out-of-memory'
  | 'config'
  | 'config-missing'
  | 'tokenizer'
  | 'image-decode'
  | 'image-size'
  | 'prompt-empty'
  | 'prompt-no-phrases'
  | 'prompt-too-long'
  | 'prompt-file'
  | 'prompt-model'
  | 'teaching'
  | 'backend'
  | 'device-lost'
  | 'script'
  | 'internal';

export class GlipError extends Error {
  override readonly name = 'GlipError';

  constructor(
    readonly code: GlipErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
