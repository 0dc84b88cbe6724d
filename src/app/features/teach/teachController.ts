import {
  MAX_PROMPT_FILE,
  readPromptFile,
  writePromptFile,
  type Taught,
  type TeachStep,
  type TunedPrompt,
} from '../../../model';
import type { BatchPictureRequest } from '../../engine/groundingClient';
import { decodePicture, toBitmap } from '../../picture/decode';
import { inputSizeOf } from '../../state/pace';
import { codeOf, isAbort, sentenceOf } from '../../engine/sentence';
import { createSerialQueue } from '../../lib/serialQueue';
import { save, stem } from '../../lib/save';
import type { Page } from '../../page';
import { tunedFor } from '../../state/selectors';
import { examplesOf, MAX_PICTURES, type LessonPicture } from './lesson';
import { createLessonStore, type LessonStoreApi } from './lessonStore';

/** What the Teach view can ask for beyond changing its store. */
export interface TeachController {
  readonly store: LessonStoreApi;
  readonly addFiles: (files: readonly File[]) => Promise<void>;
  /** Fills the empty view with pictures of ours, and boxes around what they have in common. */
  readonly addExample: () => Promise<void>;
  readonly teach: () => Promise<void>;
  readonly stop: () => void;
  /** Saves a taught prompt as a file. */
  readonly saveTuned: (tuned: TunedPrompt) => void;
  /** Takes the taught prompt of a file over; the pictures and their boxes stay. */
  readonly loadTuned: (file: File) => Promise<void>;
  /** Goes to the Ground view with it, and with the last picture of the lesson where there is none yet. */
  readonly takeToGround: (tuned: TunedPrompt) => void;
}

interface TeachParts {
  readonly page: Pick<Page, 'store' | 'address' | 'pictures' | 'drawExamples'> & {
    readonly engine: Pick<Page['engine'], 'ready'>;
  };
  readonly decode?: typeof decodePicture;
}

/** Pauses in typing after which the prompt is read, and looked for. Milliseconds. */
const READ_PAUSE = 60;
const LOOK_PAUSE = 300;
/** The example teaches a word that nobody knows by a thing that everybody does. */
const EXAMPLE = { word: 'zorple', thing: 'mushroom' } as const;

/** What the boxes of a picture answer. */
type Question = readonly unknown[];

/** Does for the Teach view what takes the worker or a file: reads pictures, looks for the prompt in them, teaches. */
export function createTeachController({
  page: { store: page, engine, address, pictures: groundPictures, drawExamples },
  decode = decodePicture,
}: TeachParts): TeachController {
  const lessons = createLessonStore();
  /** Pictures are read one after the other, so that those of two drops together are no more than there is room for. */
  const queue = createSerialQueue();
  const files = new Map<string, Blob>();
  const urls = new Map<string, string>();
  const answered = new Map<string, Question>();
  let pictures = 0;
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let lookTimer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  let running: AbortController | undefined;

  const tuned = () => tunedFor(lessons.getState().lesson?.tuned, lessons.getState());

  function question(): Question {
    const { prompt, spans } = lessons.getState();
    return [prompt, spans, tuned(), page.getState().model.id, inputSizeOf(page.getState())];
  }

  function request({ id, width, height }: LessonPicture, applied: TunedPrompt | undefined): BatchPictureRequest {
    const { prompt, spans } = lessons.getState();
    return {
      imageId: id,
      bitmap: () => toBitmap(files.get(id)!),
      originalWidth: width,
      originalHeight: height,
      prompt,
      spans,
      inputSize: inputSizeOf(page.getState()),
      ...(applied && { tuned: applied }),
    };
  }

  /** Returns whether there was room for it. */
  async function addFile(file: File): Promise<boolean> {
    const { blob, notices, width, height } = await decode(file, file.name);
    const id = `lesson-${++pictures}`;
    const fingerprint = await sha256(file);
    const url = URL.createObjectURL(blob);
    files.set(id, blob);
    urls.set(id, url);
    if (!lessons.getState().addPicture({ id, name: file.name, url, width, height, fingerprint })) {
      releasePictures();
      return false;
    }
    if (notices.length > 0) lessons.getState().tell({ tone: 'info', text: notices.join(' ') });
    return true;
  }

  async function addAll(all: readonly File[]): Promise<void> {
    const { setOpening, tell } = lessons.getState();
    tell(undefined);
    setOpening(true);
    let leftOut = 0;
    for (const file of all) {
      if (lessons.getState().pictures.length >= MAX_PICTURES) leftOut++;
      else await addFile(file).catch((error: unknown) => tell({ tone: 'error', text: sentenceOf(error) }));
    }
    setOpening(false);
    if (leftOut > 0)
      tell({ tone: 'info', text: `A lesson takes up to ${MAX_PICTURES} pictures; ${leftOut} of these were left out.` });
  }

  async function addExample(): Promise<void> {
    try {
      const examples = await drawExamples(4, EXAMPLE.thing);
      lessons.getState().setPrompt(EXAMPLE.word);
      await queue.run(() => addAll(examples.map(({ file }) => file)));
      for (const { file, caption, phrases } of examples) {
        const { pictures, addMark } = lessons.getState();
        const picture = pictures.find(({ name }) => name === file.name);
        const named = phrases.filter(({ start, end }) => caption.slice(start, end).split(' ').includes(EXAMPLE.thing));
        for (const box of picture ? named.flatMap(({ boxes }) => boxes) : [])
          addMark({ picture: picture!.id, phrase: EXAMPLE.word, box, verdict: 'right' });
      }
    } catch (error) {
      lessons.getState().tell({ tone: 'error', text: sentenceOf(error) });
    }
  }

  /** Lets go of pictures that are neither in the lesson nor can come back by undoing or redoing. */
  function releasePictures(): void {
    const { history, pictures } = lessons.getState();
    const needed = [...history.past, ...history.future, { pictures }].flatMap((work) => work.pictures);
    for (const [id, url] of urls) {
      if (needed.some((picture) => picture.id === id)) continue;
      URL.revokeObjectURL(url);
      urls.delete(id);
      files.delete(id);
      answered.delete(id);
    }
  }

  async function read(): Promise<void> {
    const { prompt, spans, promptParsed, tell } = lessons.getState();
    if (page.getState().modelStatus !== 'ready') return;
    try {
      const { kind, phrases } = await (await engine.ready()).parse(prompt, spans);
      if (lessons.getState().prompt === prompt) promptParsed({ kind, phrases });
    } catch (error) {
      if (!isAbort(error)) tell({ tone: 'error', text: sentenceOf(error) });
    }
  }

  /** Looks for the prompt in one picture after the other until all boxes answer the question as it stands. */
  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (let next = unanswered(); next && !running; next = unanswered()) await lookIn(next);
    } finally {
      looking = false;
    }
  }

  function unanswered(): LessonPicture | undefined {
    const { prompt, pictures } = lessons.getState();
    if (page.getState().modelStatus !== 'ready' || prompt.trim() === '') return undefined;
    const asked = question();
    return pictures.find(({ id }) => !answered.get(id)?.every((part, i) => part === asked[i]));
  }

  async function lookIn(picture: LessonPicture): Promise<void> {
    const asked = question();
    const { show, tell, takeLesson } = lessons.getState();
    answered.set(picture.id, asked);
    try {
      const { parsed, detections } = await (await engine.ready()).groundInBatch(request(picture, tuned()));
      if (answered.get(picture.id) !== asked) return;
      show(picture.id, detections);
      lessons.getState().promptParsed(parsed);
    } catch (error) {
      show(picture.id, []);
      if (codeOf(error) === 'prompt-no-phrases' || isAbort(error)) return;
      tell({ tone: 'error', text: sentenceOf(error) });
      // What was taught is of no use here; the visitor can undo this.
      if (codeOf(error) === 'prompt-model' || codeOf(error) === 'prompt-file') takeLesson(undefined);
    }
  }

  async function teach(): Promise<void> {
    const { form, prompt, spans, parsed, pictures, marks, lessonStarted, stepDone, lessonEnded, show, tell } =
      lessons.getState();
    if (!parsed || running) return;
    const examples = examplesOf({ pictures, marks }, parsed);
    const controller = (running = new AbortController());
    lessonStarted();
    const showAll = (found: Taught['after']) =>
      found.forEach((detections, i) => show(examples[i]!.image.id, detections));
    const onStep = ({ detections, maxSteps, ...step }: TeachStep) => {
      stepDone(step, maxSteps);
      if (detections) showAll(detections);
    };
    try {
      const inputSize = inputSizeOf(page.getState());
      const requests = examples.map(({ image }) =>
        request(
          pictures.find(({ id }) => id === image.id)!,
          undefined,
        ),
      );
      const client = await engine.ready();
      const { tuned, steps, best, after } = await client.teach(
        { form, prompt, spans, inputSize, examples },
        requests,
        onStep,
        controller.signal,
      );
      showAll(after);
      lessonEnded({ tuned, steps, best });
    } catch (error) {
      lessonEnded();
      answered.clear(); // the boxes are those of a lesson that has come to nothing
      if (!isAbort(error)) tell({ tone: 'error', text: sentenceOf(error) });
    } finally {
      running = undefined;
      void look();
    }
  }

  /** A model that comes later is told then. */
  async function retain(): Promise<void> {
    if (page.getState().modelStatus !== 'ready') return;
    (await engine.ready()).retain(lessons.getState().pictures.map(({ id }) => id));
  }

  async function loadTuned(file: File): Promise<void> {
    const { replacePrompt, takeLesson, tell } = lessons.getState();
    try {
      if (file.size > MAX_PROMPT_FILE) throw new Error(`${file.name} is too large for a taught prompt.`);
      const tuned = readPromptFile(await file.text());
      tell(undefined);
      replacePrompt(tuned);
      takeLesson({ tuned, steps: [], best: 0 });
    } catch (error) {
      tell({ tone: 'error', text: sentenceOf(error) });
    }
  }

  function later(timer: ReturnType<typeof setTimeout> | undefined, pause: number, what: () => Promise<void>) {
    clearTimeout(timer);
    return setTimeout(() => void what(), pause);
  }

  lessons.subscribe((state, before) => {
    const textChanged = state.prompt !== before.prompt || state.spans !== before.spans;
    if (textChanged) readTimer = later(readTimer, READ_PAUSE, read);
    if (state.pictures !== before.pictures) void retain();
    if (state.history !== before.history) releasePictures();
    if (textChanged || state.pictures !== before.pictures || state.lesson !== before.lesson)
      lookTimer = later(lookTimer, textChanged ? LOOK_PAUSE : 0, look);
  });
  page.subscribe((state, before) => {
    const modelCame = state.modelStatus === 'ready' && (before.modelStatus !== 'ready' || state.model !== before.model);
    if (modelCame) {
      void retain();
      void read();
    }
    if (modelCame || state.inputSize !== before.inputSize) lookTimer = later(lookTimer, 0, look);
  });

  return {
    store: lessons,
    addFiles: (all) => queue.run(() => addAll(all)),
    addExample,
    teach,
    stop: () => running?.abort(),
    saveTuned: (tuned) =>
      save(
        new Blob([writePromptFile(tuned)], { type: 'application/json' }),
        `${stem(tuned.prompt.slice(0, 40)).trim() || 'taught'}.prompt.json`,
      ),
    loadTuned,
    takeToGround: (tuned) => {
      const { picture, replacePrompt, setTuned } = page.getState();
      const last = lessons.getState().pictures.at(-1);
      const file = last && files.get(last.id);
      replacePrompt(tuned.prompt, tuned.spans);
      setTuned(tuned);
      // What is restored at the first visit of Ground is not what was taught.
      if (!picture && file) void groundPictures.openFile(file, last.name);
      address.goTo('ground');
    },
  };
}

/** Hexadecimal. Browsers calculate it on secure pages only; elsewhere the record has zeros. */
async function sha256(file: Blob): Promise<string> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  const digest = subtle ? await subtle.digest('SHA-256', await file.arrayBuffer()) : new ArrayBuffer(32);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
