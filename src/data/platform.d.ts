/** What the data formats use of their platform beside the language itself: browsers, workers and Node all have it. */

declare class TextDecoder {
  constructor(encoding?: string, options?: { readonly fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}
