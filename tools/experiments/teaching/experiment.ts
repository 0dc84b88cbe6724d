import { evaluateGrounding, type PhraseRecord } from '../../../src/data/evaluation/grounding';
import type { Grounder } from '../../../src/model/runtime/grounder';
import type { TuningForm, TunedPrompt } from '../../../src/model/tuning/tunedPrompt';
import { NOVEL_THINGS, type NovelThing } from './novelThings';
import { lessonPicture, type LessonPicture } from './pictures';

/** How well a word is found before and after it was taught with a number of pictures. */
export interface Trial {
  readonly word: string;
  readonly form: TuningForm;
  readonly shots: number;
  readonly seed: number;
  /** On pictures that had no part in the lesson; IoU 0.50, 0.55, … 0.95, and 0.50 alone. */
  readonly before: Precision;
  readonly after: Precision;
  /** Of the whole lesson, the reading of the pictures included. */
  readonly milliseconds: number;
  readonly steps: number;
}

export interface Precision {
  readonly ap: number;
  readonly ap50: number;
}

/** A form of tuning, and how many of the words are taught in it: the first ones. */
export interface FormPlan {
  readonly form: TuningForm;
  readonly words: number;
}

export interface ExperimentPlan {
  readonly forms: readonly FormPlan[];
  readonly shots: readonly number[];
  readonly seeds: number;
  /** Pictures that every lesson of a word is judged on. */
  readonly tests: number;
}

/** Far from those of the lessons. */
const TEST_SEED = 1_000_000;
/** There is no file to take it of. */
const FINGERPRINT = '0'.repeat(64);

/** Teaches the words of every form with every number of shots, from pictures of every seed. Few shots are the first of many. */
export async function runExperiment(
  grounder: Grounder,
  plan: ExperimentPlan,
  onTrial: (trial: Trial) => void,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [w, thing] of NOVEL_THINGS.slice(0, Math.max(...plan.forms.map(({ words }) => words))).entries()) {
    const tests = await picturesOf(thing, plan.tests, TEST_SEED + 1000 * w);
    let before: Precision | undefined;
    for (let seed = 0; seed < plan.seeds; seed++) {
      const lessons = await picturesOf(thing, Math.max(...plan.shots), 1000 * w + 100 * seed);
      const room = new Room(grounder, thing, { test: tests, lesson: lessons }, seed);
      before ??= await room.judge();
      for (const { form } of plan.forms.filter(({ words }) => w < words)) {
        for (const shots of plan.shots) {
          const begin = performance.now();
          const { tuned, steps } = await room.teach(form, shots);
          const milliseconds = performance.now() - begin;
          const trial = {
            word: thing.word,
            form,
            shots,
            seed,
            before,
            after: await room.judge(tuned),
            milliseconds,
            steps: steps.length - 1,
          };
          trials.push(trial);
          onTrial(trial);
        }
      }
    }
  }
  return trials;
}

const picturesOf = (thing: NovelThing, count: number, seed: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => lessonPicture(thing, seed + i)));

type Kind = 'test' | 'lesson';

/** A word with its pictures, whose features are kept. */
class Room {
  constructor(
    private readonly grounder: Grounder,
    private readonly thing: NovelThing,
    private readonly pictures: Readonly<Record<Kind, readonly LessonPicture[]>>,
    private readonly seed: number,
  ) {
    grounder.retain((['test', 'lesson'] as const).flatMap((kind) => pictures[kind].map((_, i) => this.idOf(kind, i))));
  }

  async teach(form: TuningForm, shots: number) {
    const examples = this.pictures.lesson.slice(0, shots).map(({ pixels: { width, height }, boxes }, i) => ({
      image: { id: this.idOf('lesson', i), width, height },
      fingerprint: FINGERPRINT,
      truth: boxes.map((box) => ({ phrase: 0, box })),
      wrong: [],
    }));
    for (const i of examples.keys()) await this.ground('lesson', i);
    return this.grounder.teach({ form, prompt: this.thing.word, spans: [], examples });
  }

  async judge(tuned?: TunedPrompt): Promise<Precision> {
    const records: PhraseRecord[] = [];
    for (const [i, { boxes }] of this.pictures.test.entries())
      records.push({ truth: boxes, found: (await this.ground('test', i, tuned)).detections });
    const { ap, ap50 } = evaluateGrounding(records, 0).metrics;
    return { ap: ap!, ap50: ap50! };
  }

  private ground(kind: Kind, i: number, tuned?: TunedPrompt) {
    const { pixels } = this.pictures[kind][i]!;
    const { width, height } = pixels;
    return this.grounder.ground({
      image: { id: this.idOf(kind, i), pixels, width, height },
      prompt: this.thing.word,
      spans: [],
      ...(tuned && { tuned }),
    });
  }

  /** Every seed has lessons of its own, and the tests of its word. */
  private idOf(kind: Kind, i: number): string {
    return [this.thing.word, kind, i, ...(kind === 'lesson' ? [this.seed] : [])].join(' ');
  }
}
