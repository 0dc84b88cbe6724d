import type { Taught, TeachStep, TunedPrompt } from '../../../model';
import type { BatchPictureRequest, GroundingClient } from '../../engine/groundingClient';
import { decodePicture, toBitmap } from '../../picture/decode';
import { inputSizeOf } from '../../state/pace';
import { codeOf, isAbort, sentenceOf } from '../../engine/sentence';
import type { AppStoreApi } from '../../state/appStore';
import { tunedFor } from '../../state/selectors';
import { examplesOf, MAX_PICTURES, type LessonPicture } from './lesson';
import type { LessonStoreApi } from './lessonStore';

export interface Teacher {
  readonly addFiles: (files: readonly File[]) => Promise<void>;
  readonly teach: () => Promise<void>;
  readonly stop: () => void;
  /** What is shown of a picture. */
  readonly file: (picture: string) => Blob;
}

/** Pauses in typing after which the prompt is read, and looked for. Milliseconds. */
const READ_PAUSE = 60;
const LOOK_PAUSE = 300;

/** What the boxes of a picture answer. */
type Question = readonly unknown[];

/** Does for the Teach view what takes the worker or a file: reads pictures, looks for the prompt in them, teaches. */
export function createTeacher(lessons: LessonStoreApi, page: AppStoreApi, client: () => GroundingClient): Teacher {
  const files = new Map<string, Blob>();
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

  async function addFile(file: File): Promise<void> {
    const { blob, notices, width, height } = await decodePicture(file, file.name);
    const id = `lesson-${++pictures}`;
    files.set(id, blob);
    lessons.getState().addPicture({
      id,
      name: file.name,
      url: URL.createObjectURL(blob),
      width,
      height,
      fingerprint: await sha256(file),
    });
    if (notices.length > 0) lessons.getState().tell({ tone: 'info', text: notices.join(' ') });
  }

  async function addFiles(all: readonly File[]): Promise<void> {
    const { pictures, setOpening, tell } = lessons.getState();
    const room = MAX_PICTURES - pictures.length;
    tell(
      all.length > room
        ? {
            tone: 'info',
            text: `A lesson takes up to ${MAX_PICTURES} pictures; ${all.length - room} of these were left out.`,
          }
        : undefined,
    );
    setOpening(true);
    for (const file of all.slice(0, room)) {
      await addFile(file).catch((error: unknown) => tell({ tone: 'error', text: sentenceOf(error) }));
    }
    setOpening(false);
  }

  async function read(): Promise<void> {
    const { prompt, spans, promptParsed, tell } = lessons.getState();
    if (page.getState().modelStatus !== 'ready') return;
    try {
      const { kind, phrases } = await client().parse(prompt, spans);
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
      const { parsed, detections } = await client().groundInBatch(request(picture, tuned()));
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
      const { tuned, steps, best, after } = await client().teach(
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
  function retain(): void {
    if (page.getState().modelStatus === 'ready') client().retain(lessons.getState().pictures.map(({ id }) => id));
  }

  function later(timer: ReturnType<typeof setTimeout> | undefined, pause: number, what: () => Promise<void>) {
    clearTimeout(timer);
    return setTimeout(() => void what(), pause);
  }

  lessons.subscribe((state, before) => {
    const textChanged = state.prompt !== before.prompt || state.spans !== before.spans;
    if (textChanged) readTimer = later(readTimer, READ_PAUSE, read);
    if (state.pictures !== before.pictures) retain();
    if (textChanged || state.pictures !== before.pictures || state.lesson !== before.lesson)
      lookTimer = later(lookTimer, textChanged ? LOOK_PAUSE : 0, look);
  });
  page.subscribe((state, before) => {
    const modelCame = state.modelStatus === 'ready' && (before.modelStatus !== 'ready' || state.model !== before.model);
    if (modelCame) {
      retain();
      void read();
    }
    if (modelCame || state.inputSize !== before.inputSize) lookTimer = later(lookTimer, 0, look);
  });

  return { addFiles, teach, stop: () => running?.abort(), file: (picture) => files.get(picture)! };
}

/** Hexadecimal. Browsers calculate it on secure pages only; elsewhere the record has zeros. */
async function sha256(file: Blob): Promise<string> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  const digest = subtle ? await subtle.digest('SHA-256', await file.arrayBuffer()) : new ArrayBuffer(32);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
