import * as tf from '@tensorflow/tfjs-core';
import { alignmentLogits, type NetworkTensors } from './alignmentLogits';
import type { GlipConfig } from '../config/config';
import { alignmentMap } from '../postprocess/alignmentMap';
import { detectPhrases } from '../postprocess/detectPhrases';
import type { EncodedImage } from '../network/encodedImage';
import type { Size } from '../postprocess/coordinates';
import { encodeImage } from './encodeImage';
import { GlipError } from '../errors';
import { Glip } from '../network/glip';
import type { InputSize } from '../config/inputSize';
import { ImageMemory } from './imageMemory';
import { groundPrompt, type EncodedText } from '../tuning/groundPrompt';
import { matchingOffsets, onlyRun } from '../tuning/matchPrompt';
import { teach, type OnTeachPause, type OnTeachStep, type Taught, type TeachRequest } from '../tuning/teach';
import type { ModelIdentity, PromptOffsets, TunedPrompt } from '../tuning/tunedPrompt';
import { settle } from '../ops/tfjs/sync';
import { StageClock, type OnStage } from './stageClock';
import { givenPhrases } from '../prompt/givenPhrases';
import { GENERAL_NAMES, KnownNames } from '../prompt/chunker/compounds';
import { parsePrompt } from '../prompt/parsePrompt';
import { encodePrompt, type EncodedPrompt, type PromptRun } from '../prompt/prompt';
import { TextCache } from './textCache';
import { tokenInput } from '../network/tokenInput';
import type { TextTokenizer } from '../prompt/tokenizer/tokenizer';
import type { AlignmentMap, Detection, GroundResult, ParsedPrompt, Pixels, Span } from '../types';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import type { OnUpload } from '../network/params';

/** A model whose weights stay in their file until they are uploaded. */
export interface GrounderParts {
  readonly config: GlipConfig;
  readonly weights: ReadonlyMap<string, CheckpointTensor>;
  readonly tokenizer: TextTokenizer;
  /** Names of several words that this model knows as one thing, beside the general ones: the phrases.json of a weights folder. */
  readonly phrases?: readonly string[];
}

export interface GrounderRequest {
  /** `pixels` may be left out when the picture with this id is held, see `holds`. Boxes come in pixels of width × height. */
  readonly image: { readonly id: string; readonly pixels?: Pixels; readonly width: number; readonly height: number };
  /** Without it, or where the model offers none, the model's own. */
  readonly inputSize?: InputSize;
  readonly prompt: string;
  readonly spans: readonly Span[];
  /** The spans are all the phrases there are, and the prompt is of this kind: see givenPhrases. */
  readonly spansOnly?: ParsedPrompt['kind'];
  /** What this very prompt, spans included, was taught. */
  readonly tuned?: TunedPrompt;
  /** Waits for the GPU after every stage, so that its time is its own: without it only the whole run is timed there. */
  readonly profile?: boolean;
}

const namesOf = (phrases: readonly string[] | undefined) =>
  phrases ? new KnownNames(phrases, GENERAL_NAMES) : GENERAL_NAMES;

/** What is kept of the latest finished run for heat maps. */
interface LastRun {
  readonly image: EncodedImage;
  readonly runs: readonly { readonly run: PromptRun; readonly alignment: tf.Tensor2D }[];
}

/** GLIP as a product: pictures and prompts in, phrases with boxes out. One call at a time; the caller queues. */
export class Grounder {
  private readonly images = new ImageMemory();
  private last?: LastRun;
  private readonly texts = new TextCache();
  private fingerprint?: Promise<string>;

  private constructor(
    private readonly glip: Glip,
    private readonly tokenizer: TextTokenizer,
    private readonly names: KnownNames,
  ) {}

  /**
   * Uploads the weights to the current backend; one tensor at a time is in JavaScript's memory.
   * @throws GlipError `weights-tensor` naming every tensor at fault, or what reading them throws
   */
  static async load({ config, weights, tokenizer, phrases }: GrounderParts, onUpload?: OnUpload): Promise<Grounder> {
    const glip = await Glip.load(config, weights, onUpload);
    await settle();
    return new Grounder(glip, tokenizer, namesOf(phrases));
  }

  get config(): GlipConfig {
    return this.glip.config;
  }

  get parameters(): number {
    return this.glip.parameters;
  }

  /** The phrases of a prompt and the tokens it takes; does not touch the network. */
  async parse(prompt: string, spans: readonly Span[]): Promise<ParsedPrompt & { readonly tokens: number }> {
    const parsed = await parsePrompt(prompt, spans, this.names);
    return { ...parsed, tokens: this.encode(prompt, parsed).tokens };
  }

  private encode(prompt: string, parsed: ParsedPrompt): EncodedPrompt {
    return encodePrompt(this.tokenizer, prompt, parsed, this.config.text.maxTokens);
  }

  /**
   * Grounds a prompt in a picture.
   * @param onStage awaited at every stage boundary; what it throws abandons the run and is passed on.
   * @throws GlipError `prompt-empty`, `prompt-no-phrases`, `image-size`; for a taught prompt see matchingOffsets
   */
  async ground(
    { image, inputSize, prompt, spans, spansOnly, tuned, profile }: GrounderRequest,
    onStage?: OnStage,
  ): Promise<GroundResult> {
    const parsed = await this.parsePhrases(prompt, spans, spansOnly);
    const encoded = this.encode(prompt, parsed);
    const offsets = tuned && matchingOffsets(tuned, await this.identity(), this.config, { parsed, encoded });
    const clock = new StageClock(onStage, profile);
    const picture = await this.encodeImage(image, inputSize, clock);
    const detections: Detection[] = [];
    const kept: { run: PromptRun; alignment: tf.Tensor2D }[] = [];
    try {
      for (const run of encoded.runs) {
        const { predictions, found } = await this.groundRun(picture, run, image, clock, {
          runs: encoded.runs.length,
          offsets,
        });
        kept.push({ run, alignment: predictions.alignment });
        tf.dispose([predictions.boxes, predictions.centerness]);
        detections.push(...found);
      }
    } catch (error) {
      tf.dispose(kept.map(({ alignment }) => alignment));
      throw error;
    }
    this.keep({ image: picture, runs: kept });
    detections.sort((a, b) => b.score - a.score);
    return { parsed, detections, notices: encoded.notices, tokens: encoded.tokens, timings: clock.timings() };
  }

  private async parsePhrases(
    prompt: string,
    spans: readonly Span[],
    spansOnly?: ParsedPrompt['kind'],
  ): Promise<ParsedPrompt> {
    if (prompt.trim() === '')
      throw new GlipError('prompt-empty', 'The prompt is empty: type what to look for, for example "a red star".');
    const parsed = spansOnly ? givenPhrases(prompt, spans, spansOnly) : await parsePrompt(prompt, spans, this.names);
    if (parsed.phrases.length === 0) {
      throw new GlipError(
        'prompt-no-phrases',
        'There is no phrase to look for in this prompt: name a thing, or select words and ground them.',
      );
    }
    return parsed;
  }

  private async encodeImage(
    { id, pixels }: GrounderRequest['image'],
    inputSize: InputSize | undefined,
    clock: StageClock,
  ): Promise<EncodedImage> {
    const held = this.images.find(id, inputSize);
    if (!held && !pixels) throw new GlipError('internal', `The picture "${id}" was never sent.`);
    const image = held ?? (await encodeImage(this.glip, id, pixels!, inputSize, clock));
    if (image !== this.last?.image) this.forgetRun();
    this.images.use(image);
    if (!held) await clock.done('image');
    return image;
  }

  /** Whether the picture's features are kept, so that its pixels need not be sent again: those of the latest one and of the retained ones. */
  holds(id: string, inputSize?: InputSize): boolean {
    return this.images.find(id, inputSize) !== undefined;
  }

  /** Keeps the features of the pictures with these ids, those yet to come too, until this is called again. */
  retain(ids: readonly string[]): void {
    this.images.retain(ids);
  }

  private encodeText(run: PromptRun): EncodedText {
    const tokens = tokenInput(run.ids, this.config.text.maxTokens);
    return { text: this.texts.get(run.ids, () => this.glip.encodeText(tokens)), mask: tokens.mask };
  }

  private async groundRun(
    picture: EncodedImage,
    run: PromptRun,
    original: Size,
    clock: StageClock,
    { runs, offsets }: { runs: number; offsets?: PromptOffsets | undefined },
  ) {
    const text = this.encodeText(run);
    await clock.done('text');
    const predictions = await groundPrompt(this.glip, picture.levels, text, offsets, clock.within('fusion', 1 / runs));
    try {
      await clock.done('fusion');
      const found = await detectPhrases(predictions, picture, run, original, this.config.postprocess);
      await clock.done('boxes');
      return { predictions, found };
    } catch (error) {
      tf.dispose(Object.values(predictions));
      throw error;
    }
  }

  /**
   * Teaches a prompt by example; see learn/teach.ts. Every picture must be held. While it pauses, other calls are welcome.
   * @param onStep awaited after every step @param pause awaited between its pieces; what either throws abandons the teaching and is passed on.
   * @throws GlipError `prompt-empty`, `prompt-no-phrases`, `prompt-too-long`, `teaching`
   */
  async teach(request: TeachRequest, onStep?: OnTeachStep, pause?: OnTeachPause): Promise<Taught> {
    const { prompt, spans, inputSize, examples } = request;
    const parsed = await this.parsePhrases(prompt, spans);
    const run = onlyRun(this.encode(prompt, parsed), this.config.text.maxTokens);
    const model = await this.identity();
    const held = examples.map(({ image: { id } }) => {
      const picture = this.images.find(id, inputSize);
      if (!picture) throw new GlipError('internal', `The picture "${id}" was never sent.`);
      return picture;
    });
    // References of its own: what is remembered may be forgotten while it pauses.
    const { text, mask } = this.encodeText(run);
    const kept = tf.tidy(() => ({
      text: tf.clone(text),
      levels: held.map(({ levels }) => levels.map((level) => tf.clone(level))),
    }));
    const pictures = held.map((picture, i) => ({ ...picture, levels: kept.levels[i]! }));
    const frozen = { glip: this.glip, model, parsed, run, text: { text: kept.text, mask }, pictures };
    try {
      return await teach(frozen, request, onStep, pause);
    } finally {
      tf.dispose([kept.text, ...kept.levels.flat()]);
    }
  }

  private async identity(): Promise<ModelIdentity> {
    this.fingerprint ??= this.glip.fingerprint();
    return { name: this.config.name, fingerprint: await this.fingerprint };
  }

  /** Alignment of a span of the latest prompt with the latest picture. @throws GlipError `internal` before any run or off every token. */
  async alignment(span: Span): Promise<AlignmentMap> {
    for (const { run, alignment } of this.last?.runs ?? []) {
      const tokens = run.tokenSpans.flatMap((token, i) =>
        token.start < span.end && span.start < token.end ? [i] : [],
      );
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

  private forgetRun(): void {
    if (this.last) this.keep({ image: this.last.image, runs: [] });
    this.last = undefined;
  }

  dispose(): void {
    this.forgetRun();
    this.images.dispose();
    this.texts.dispose();
    this.glip.dispose();
  }
}
