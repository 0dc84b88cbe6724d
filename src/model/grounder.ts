import * as tf from '@tensorflow/tfjs-core';
import { alignmentLogits, type NetworkTensors } from './alignmentLogits';
import type { GlipConfig } from './config';
import { alignmentMap } from './detect/alignmentMap';
import { anchorLevels, type AnchorLevel } from './detect/anchors';
import { candidates, suppress } from './detect/postprocess';
import { GlipError } from './errors';
import type { Predictions } from './fusion/dyHead';
import { Glip } from './glip';
import { atInputSize, type InputSize } from './image/inputSize';
import { preprocess } from './image/preprocess';
import { settle } from './ops/settle';
import { StageClock, type OnStage } from './stageClock';
import { givenPhrases } from './text/givenPhrases';
import { parsePrompt } from './text/parsePrompt';
import { encodePrompt, type EncodedPrompt, type PromptRun } from './text/prompt';
import { TextCache } from './text/textCache';
import { tokenInput } from './text/tokenInput';
import type { TextTokenizer } from './text/tokenizer';
import type { AlignmentMap, Detection, GroundResult, ParsedPrompt, Pixels, Span } from './types';
import type { CheckpointTensor } from './weights/checkpoint';
import type { OnUpload } from './weights/params';
import type { RawTensor } from './weights/safetensors';

export interface GrounderParts {
  readonly config: GlipConfig;
  readonly weights: ReadonlyMap<string, RawTensor>;
  readonly tokenizer: TextTokenizer;
}

/** A model whose weights stay in their file until they are uploaded. */
export interface StoredParts extends Omit<GrounderParts, 'weights'> {
  readonly weights: ReadonlyMap<string, CheckpointTensor>;
}

export interface GrounderRequest {
  /** `pixels` may be left out when the picture with this id is the one grounded last, at the same input size. Boxes come in pixels of width × height. */
  readonly image: { readonly id: string; readonly pixels?: Pixels; readonly width: number; readonly height: number };
  /** Without it, or where the model offers none, the model's own. */
  readonly inputSize?: InputSize;
  readonly prompt: string;
  readonly spans: readonly Span[];
  /** The spans are all the phrases there are, and the prompt is of this kind: see givenPhrases. */
  readonly spansOnly?: ParsedPrompt['kind'];
}

/** The latest picture, encoded: a new prompt reuses it. */
interface EncodedImage {
  readonly id: string;
  readonly inputSize: InputSize | undefined;
  /** P3..P7 [h, w, channels] */
  readonly levels: readonly tf.Tensor3D[];
  readonly anchors: readonly AnchorLevel[];
  /** Size of the picture in the network's input, without padding. */
  readonly width: number;
  readonly height: number;
}

/** What is kept of the latest finished run for heat maps. */
interface LastRun {
  readonly image: EncodedImage;
  readonly runs: readonly { readonly run: PromptRun; readonly alignment: tf.Tensor2D }[];
}

/** GLIP as a product: pictures and prompts in, phrases with boxes out. One call at a time; the caller queues. */
export class Grounder {
  private image?: EncodedImage;
  private last?: LastRun;
  private readonly texts = new TextCache();

  private constructor(
    private readonly glip: Glip,
    private readonly tokenizer: TextTokenizer,
  ) {}

  /** Uploads the weights to the current tfjs backend. @throws GlipError `weights-tensor` naming every tensor at fault. */
  static async create({ config, weights, tokenizer }: GrounderParts): Promise<Grounder> {
    const glip = Glip.create(config, weights);
    await settle();
    return new Grounder(glip, tokenizer);
  }

  /** The same for weights that lie in a file: one tensor at a time is in JavaScript's memory. @throws also what reading them throws. */
  static async load({ config, weights, tokenizer }: StoredParts, onUpload?: OnUpload): Promise<Grounder> {
    const glip = await Glip.load(config, weights, onUpload);
    await settle();
    return new Grounder(glip, tokenizer);
  }

  get config(): GlipConfig {
    return this.glip.config;
  }

  get parameters(): number {
    return this.glip.parameters;
  }

  /** The phrases of a prompt and the tokens it takes; does not touch the network. */
  async parse(prompt: string, spans: readonly Span[]): Promise<ParsedPrompt & { readonly tokens: number }> {
    const parsed = await parsePrompt(prompt, spans);
    return { ...parsed, tokens: this.encode(prompt, parsed).tokens };
  }

  private encode(prompt: string, parsed: ParsedPrompt): EncodedPrompt {
    return encodePrompt(this.tokenizer, prompt, parsed, this.config.text.maxTokens);
  }

  /**
   * Grounds a prompt in a picture.
   * @param onStage awaited at every stage boundary; what it throws abandons the run and is passed on.
   * @throws GlipError `prompt-empty`, `prompt-no-phrases`, `image-size`
   */
  async ground({ image, inputSize, prompt, spans, spansOnly }: GrounderRequest, onStage?: OnStage): Promise<GroundResult> {
    const parsed = await this.parsePhrases(prompt, spans, spansOnly);
    const encoded = this.encode(prompt, parsed);
    const clock = new StageClock(onStage);
    const picture = await this.encodeImage(image, inputSize, clock);
    const detections: Detection[] = [];
    const kept: { run: PromptRun; alignment: tf.Tensor2D }[] = [];
    try {
      for (const run of encoded.runs) {
        const { predictions, found } = await this.groundRun(picture, run, clock, encoded.runs.length);
        kept.push({ run, alignment: predictions.alignment });
        tf.dispose([predictions.boxes, predictions.centerness]);
        detections.push(...found);
      }
    } catch (error) {
      tf.dispose(kept.map(({ alignment }) => alignment));
      throw error;
    }
    this.keep({ image: picture, runs: kept });
    const scaled = detections.sort((a, b) => b.score - a.score).map((d) => toOriginal(d, picture, image));
    return { parsed, detections: scaled, notices: encoded.notices, tokens: encoded.tokens, timings: clock.timings() };
  }

  private async parsePhrases(prompt: string, spans: readonly Span[], spansOnly?: ParsedPrompt['kind']): Promise<ParsedPrompt> {
    if (prompt.trim() === '') throw new GlipError('prompt-empty', 'The prompt is empty: type what to look for, for example "a red star".');
    const parsed = spansOnly ? givenPhrases(prompt, spans, spansOnly) : await parsePrompt(prompt, spans);
    if (parsed.phrases.length === 0) {
      throw new GlipError('prompt-no-phrases', 'There is no phrase to look for in this prompt: name a thing, or select words and ground them.');
    }
    return parsed;
  }

  private async encodeImage({ id, pixels }: GrounderRequest['image'], inputSize: InputSize | undefined, clock: StageClock): Promise<EncodedImage> {
    if (this.image?.id === id && this.image.inputSize === inputSize) return this.image;
    if (!pixels) throw new GlipError('internal', `The picture "${id}" was never sent.`);
    const input = preprocess(pixels, atInputSize(this.config.image, inputSize));
    try {
      await clock.done('preprocess');
      const levels = await this.glip.encodeImage(input.tensor, clock.within('image'));
      await settle();
      const grids = levels.map(({ shape: [h, w] }) => [h, w] as const);
      const { width, height } = input;
      this.forget();
      this.image = { id, inputSize, levels, anchors: anchorLevels(this.config.anchors, grids), width, height };
    } finally {
      input.tensor.dispose();
    }
    await clock.done('image');
    return this.image;
  }

  private async groundRun(picture: EncodedImage, run: PromptRun, clock: StageClock, runs: number) {
    const tokens = tokenInput(run.ids, this.config.text.maxTokens);
    const text = this.texts.get(run.ids, () => this.glip.encodeText(tokens));
    await settle();
    await clock.done('text');
    const predictions = await this.glip.ground(picture.levels, text, tokens.mask, clock.within('fusion', 1 / runs));
    try {
      await settle();
      await clock.done('fusion');
      const found = await this.detect(predictions, picture, run);
      await clock.done('boxes');
      return { predictions, found };
    } catch (error) {
      tf.dispose(Object.values(predictions));
      throw error;
    }
  }

  private async detect(predictions: Predictions, picture: EncodedImage, run: PromptRun): Promise<Detection[]> {
    const { postprocess } = this.config;
    const found = await candidates(predictions, picture.anchors, run.positiveMap, picture, postprocess);
    return suppress(found, postprocess).map(({ box: [x0, y0, x1, y1], score, label }) => ({
      phrase: run.positiveMap[label]!.phrase,
      box: [x0, y0, x1, y1],
      score,
    }));
  }

  /** Alignment of a span of the latest prompt with the latest picture. @throws GlipError `internal` before any run or off every token. */
  async alignment(span: Span): Promise<AlignmentMap> {
    for (const { run, alignment } of this.last?.runs ?? []) {
      const tokens = run.tokenSpans.flatMap((token, i) => (token.start < span.end && span.start < token.end ? [i] : []));
      if (tokens.length > 0) return alignmentMap(alignment, this.last!.image.anchors, tokens, this.last!.image);
    }
    throw new GlipError('internal', 'The model has not read these words yet.');
  }

  /** See alignmentLogits; what is kept of pictures and prompts is neither used nor changed. */
  alignmentLogits(input: NetworkTensors): Promise<Float32Array> {
    return alignmentLogits(this.glip, input);
  }

  private keep(run: LastRun): void {
    tf.dispose(this.last?.runs.map(({ alignment }) => alignment) ?? []);
    this.last = run;
  }

  /** Drops the encoded picture and what was computed from it. */
  private forget(): void {
    if (this.image) tf.dispose([...this.image.levels]);
    if (this.last) this.keep({ image: this.last.image, runs: [] });
    this.image = undefined;
    this.last = undefined;
  }

  dispose(): void {
    this.forget();
    this.texts.dispose();
    this.glip.dispose();
  }
}

/** Inclusive corners in the network's input -> outer edges in the original picture; scaled by the plain ratio of the sizes. */
function toOriginal({ phrase, box, score }: Detection, from: { width: number; height: number }, to: { width: number; height: number }): Detection {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return { phrase, score, box: [box[0] * x, box[1] * y, (box[2] + 1) * x, (box[3] + 1) * y] };
}

