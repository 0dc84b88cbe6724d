import { readCaptionPrompt } from '../../model/evaluate/captionPrompt';
import { plainWording } from '../../model/evaluate/categoryPrompt';
import { readAt } from '../../model/evaluate/fields';
import { groundCategories } from '../../model/evaluate/groundCategories';
import { groundLine } from '../../model/evaluate/groundLine';
import { shapeFault } from '../../model/evaluate/pictureShape';
import type { GroundingClient } from '../../workers/client';
import { Loop } from '../batch/loop';
import { isOfModel, withPicture, type BatchPicture } from '../batch/withPicture';
import type { PathFile } from '../files/pathFile';
import { PictureIndex } from '../files/pictureIndex';
import { inputSizeOf } from '../models/pace';
import { isWeightsName } from '../models/fileKinds';
import { isAbort, sentenceOf } from '../session/sentence';
import { client, openFiles } from '../session/session';
import { appStore } from '../store/store';
import { isAnnotationName, pairPictures, readDataSet, type DataSet, type Pairing, type Task } from './dataSet';
import { boxesOf, judge, resultsOf, type Answer, type PictureBoxes } from './outcome';
import { evaluateStore, type DataSetFacts } from './store';

/** The evaluation beyond its plain data: the visitor's files, the run, and its answers. */

let files: PathFile[] = [];
let opened: { readonly dataSet: DataSet; readonly pairing: Pairing } | undefined;
let run: { readonly loop: Loop; readonly answers: Map<number, Answer> } | undefined;

/** Takes files in, together with those that came before: annotations and pictures may come apart. */
export async function bring(brought: readonly PathFile[]): Promise<void> {
  const { failed, filesListed } = evaluateStore.getState();
  const weights = brought.filter(({ path }) => isWeightsName(path));
  if (weights.length > 0) return openFiles(brought.map(({ file }) => file));
  if (brought.length === 0) return;
  const paths = new Set(brought.map(({ path }) => path));
  files = [...files.filter(({ path }) => !paths.has(path)), ...brought];
  const annotations = brought.filter(({ path }) => isAnnotationName(path));
  filesListed(files.map(({ path }) => path).filter(isAnnotationName));
  if (annotations.length > 0) return openFirstOf(annotations);
  if (opened) return pair(opened.dataSet);
  failed(`There are no annotations among these ${brought.length} files. Bring a COCO annotation file (.json), or grounding data (.jsonl), with its pictures.`);
}

/** Opens another of the annotation files that are there. */
export async function openAnnotations(path: string): Promise<void> {
  const file = files.find((other) => other.path === path);
  if (file) await openFirstOf([file]);
}

/** The first that can be read: folders hold captions, key points and settings too. Of several that cannot, the first tells why. */
async function openFirstOf(annotations: readonly PathFile[]): Promise<void> {
  let fault: unknown;
  for (const file of annotations) {
    try {
      const dataSet = await readDataSet(file);
      return await pair(dataSet);
    } catch (error) {
      fault ??= error;
    }
  }
  evaluateStore.getState().failed(sentenceOf(fault));
}

async function pair(dataSet: DataSet): Promise<void> {
  await run?.loop.pause();
  run = undefined;
  const { dataSetOpened, picturesFound } = evaluateStore.getState();
  const pairing = pairPictures(dataSet, new PictureIndex(files));
  const more = opened?.dataSet === dataSet;
  opened = { dataSet, pairing };
  if (more) return picturesFound(pairing.missing);
  const facts = factsOf(dataSet, pairing);
  dataSetOpened(facts, facts.categories.map(plainWording));
}

function factsOf(dataSet: DataSet, { missing }: Pairing): DataSetFacts {
  const { kind, name } = dataSet;
  if (dataSet.kind === 'coco') return { kind, name, pictures: dataSet.truth.images.length, boxes: dataSet.truth.annotations.length, categories: dataSet.truth.categories, missing };
  const boxes = dataSet.lines.flatMap(({ phrases }) => phrases.flatMap((phrase) => phrase.boxes)).length;
  return { kind, name, pictures: dataSet.lines.length, boxes, categories: [], missing };
}

/** Takes an official caption prompt over. */
export async function openCaptionPrompt(file: File): Promise<void> {
  const { dataSet, setWordings, failed } = evaluateStore.getState();
  if (!dataSet) return;
  try {
    const text = await file.text();
    setWordings(readAt(file.name, () => readCaptionPrompt(text, dataSet.categories.length)));
    failed(undefined);
  } catch (error) {
    failed(sentenceOf(error));
  }
}

/** Asks the model in use for all pictures anew. */
export async function start(): Promise<void> {
  if (!opened) return;
  const { dataSet, pairing } = opened;
  const answers = new Map<number, Answer>();
  const model = client();
  let next = 0;
  const loop = new Loop(
    async () => {
      const task = pairing.tasks[next];
      if (!task) return false;
      await answerTo(task, next, model, answers);
      next++;
      return true;
    },
    (state) => {
      if (run?.loop === loop) evaluateStore.getState().loopChanged(state);
    },
  );
  run = { loop, answers };
  evaluateStore.getState().runStarted(appStore.getState().model.title);
  await goOn(dataSet);
}

async function answerTo(task: Task, index: number, model: GroundingClient, answers: Map<number, Answer>): Promise<void> {
  const { pictureDone } = evaluateStore.getState();
  const name = task.picture.path;
  try {
    answers.set(index, await withPicture(model, inputSizeOf(appStore.getState()), { file: task.picture.file, name }, (picture) => ask(picture, task)));
    pictureDone();
  } catch (error) {
    if (isAbort(error) || isOfModel(error)) throw error;
    pictureDone({ name, reason: sentenceOf(error) });
  }
}

async function ask(picture: BatchPicture, task: Task): Promise<Answer> {
  const { id } = picture;
  if (task.kind === 'grounding') {
    const { width, height } = picture;
    return { kind: 'grounding', records: (await groundLine(picture, { id, width, height }, task.line)).records };
  }
  const { width = picture.width, height = picture.height } = task.image;
  const fault = shapeFault(picture, { width, height });
  if (fault !== undefined) throw new Error(`${task.picture.path}: ${fault}.`);
  const { dataSet, wordings } = evaluateStore.getState();
  const { results } = await groundCategories(picture, { id, width, height }, task.image, dataSet!, wordings);
  return { kind: 'coco', results };
}

export const pause = () => run?.loop.pause();
export const resume = () => opened && goOn(opened.dataSet);

/** Ends the run; what was answered is judged. */
export async function stop(): Promise<void> {
  await run?.loop.pause();
  if (opened && run) judgeAnswers(opened.dataSet, run.answers);
}

async function goOn(dataSet: DataSet): Promise<void> {
  const current = run!;
  try {
    await current.loop.run();
  } catch (error) {
    if (current !== run) return;
    const { failed, done } = evaluateStore.getState();
    // The model may answer later: the run is paused.
    if (!isAbort(error)) return failed(sentenceOf(error));
    judgeAnswers(dataSet, current.answers);
    return failed(`Another model has taken over, so the run ended after ${done} pictures. Evaluate again with the new one.`);
  }
  if (current === run && evaluateStore.getState().done === opened!.pairing.tasks.length) judgeAnswers(dataSet, current.answers);
}

function judgeAnswers(dataSet: DataSet, answers: ReadonlyMap<number, Answer>): void {
  const { judged, abandoned } = evaluateStore.getState();
  if (answers.size === 0) return abandoned('No picture could be evaluated.');
  judged(judge(dataSet, opened!.pairing.tasks, answers, appStore.getState().modelInfo!.defaultThreshold));
}

/** The picture of a task, and what is drawn over it. */
export function pictureOf(index: number): PictureBoxes & { readonly file: File } {
  const task = opened!.pairing.tasks[index]!;
  return { file: task.picture.file, ...boxesOf(opened!.dataSet, task, run!.answers.get(index)!) };
}

/** All detections as COCO's evaluator reads them. */
export const resultsFile = () => new Blob([JSON.stringify(resultsOf(run!.answers))], { type: 'application/json' });
