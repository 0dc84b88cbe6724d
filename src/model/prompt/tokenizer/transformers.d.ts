/** The tokenisers alone: the package's main entry would also pull in models, pipelines and image code. */
declare module '@xenova/transformers/src/tokenizers.js' {
  export class BertTokenizer {
    constructor(tokenizerJson: unknown, tokenizerConfig: unknown);
    /** Token ids of a text, [CLS] and [SEP] included. */
    encode(text: string): number[];
  }
}
