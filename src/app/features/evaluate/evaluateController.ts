import { readCaptionPrompt } from '../../../data/datasets/captionPrompt';
import { plainWording } from '../../../data/datasets/categoryPrompt';
import { readAt } from '../../../model';
import { groundCategories } from '../../../data/evaluation/groundCategories';
import { groundLine } from '../../../data/evaluation/groundLine';
import { shapeFault } from '../../../data/datasets/pictureShape';
import type { GroundingClient } from '../../engine/groundingClient';
import { Scoring } from '../../engine/scoringClient';
import type { Answer, AnsweredPicture, DataSet } from '../../../workers/messages/scoring';
import { Loop } from '../../lib/loop';
import { isOfModel, withPicture, type BatchPicture } from '../../engine/batchPicture';
import type { PathFile } from '../../lib/pathFile';
import { PictureIndex } from '../../lib/pictureIndex';
import { save } from '../../lib/save';
import { inputSizeOf } from '../../state/pace';
import { isModelDrop } from '../../lib/fileKinds';
import { createSerialQueue } from '../../lib/serialQueue';
import type { Page } from '../../page';
import { isAbort, isOfPage, sentenceOf } from '../../engine/sentence';
import { sortAdded } from './addedFiles';
import { pairPictures, type Pairing, type Task } from './pairing';
import { boxesOf, type PictureBoxes } from './pictureBoxes';
import { createEvaluateStore, type DataSetFacts, type EvaluateStoreApi } from './evaluateStore';

/** What the Evaluate view can ask for. */
export interface EvaluateController {
  readonly store: EvaluateStoreApi;
  /** Takes files in, together with those that came before: annotations, pictures and results may come apart. */
  readonly addFiles: (files: readonly PathFile[]) => Promise<void>;
  /** Fills the empty view with pictures and annotations of ours. */
  readonly addExample: () => Promise<void>;
  /** Opens another of the annotation files that are there. */
  readonly openAnnotations: (path: string) => Promise<void>;
  /** Does once more what a part of the page failed in. */
  readonly tryAgain: () => Promise<void>;
  /** Takes an official caption prompt over. */
  readonly openCaptionPrompt: (file: File) => Promise<void>;
  /** Asks the model in use for all pictures anew. */
  readonly start: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Ends the run; what was answered is judged. */
  readonly stop: () => Promise<void>;
  /** The file of a picture by its index in the data set; undefined where it is not there. */
  readonly fileOf: (index: number) => PathFile | undefined;
  /** What is drawn over a picture whose file is there. */
  readonly pictureBoxes: (index: number) => Promise<PictureBoxes>;
  /** Saves all detections as COCO's evaluator reads them. */
  readonly saveDetections: (name: string) => Promise<void>;
}

interface EvaluateParts {
  readonly page: Pick<Page, 'store' | 'openFiles' | 'drawExamples'> & {
    readonly engine: Pick<Page['engine'], 'ready'>;
  };
  readonly openScoring?: typeof Scoring.open;
  readonly openPicture?: typeof withPicture;
}

export function createEvaluateController({
  page,
  openScoring = (file, name) => Scoring.open(file, name),
  openPicture = withPicture,
}: EvaluateParts): EvaluateController {
  const store = createEvaluateStore();
  let files: PathFile[] = [];
  /** COCO results that came before the annotations they belong to. */
  let waiting: readonly PathFile[] = [];
  let opened: { readonly scoring: Scoring; readonly dataSet: DataSet; readonly pairing: Pairing } | undefined;
  /** Where the answers come from: a run of the model, or a results file. */
  let source: { readonly loop?: Loop } | undefined;
  const shown = new Map<number, Promise<PictureBoxes>>();
  /** What a part of the page failed in. */
  let failedWork: (() => Promise<void>) | undefined;

  /** Files are opened one after the other, in the order in which they came. */
  const queue = createSerialQueue();

  async function addFiles(added: readonly PathFile[]): Promise<void> {
    if (isModelDrop(added.map(({ path }) => path))) return page.openFiles(added.map(({ file }) => file));
    if (added.length > 0) await inTurn(() => take(added));
  }

  const addExample = () =>
    attempt(async () => {
      const examples = await page.drawExamples(8);
      const lines = examples
        .map(({ file, caption, phrases }) => JSON.stringify({ image: file.name, caption, phrases }))
        .join('\n');
      const annotations = new File([lines], 'example.jsonl');
      await addFiles([...examples.map(({ file }) => file), annotations].map((file) => ({ path: file.name, file })));
    });

  async function openAnnotations(path: string): Promise<void> {
    const file = files.find((other) => other.path === path);
    if (file) await inTurn(() => openFirstOf([file]));
  }

  const inTurn = (work: () => Promise<void>) => queue.run(() => attempt(work));

  /** Tells what goes wrong. What is not the files' fault can be tried again. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failedWork = work;
      store.getState().failed(sentenceOf(error), isOfPage(error));
    }
  }

  async function tryAgain(): Promise<void> {
    if (failedWork) await inTurn(failedWork);
  }

  async function take(added: readonly PathFile[]): Promise<void> {
    const paths = new Set(added.map(({ path }) => path));
    files = [...files.filter(({ path }) => !paths.has(path)), ...added];
    const { annotations, results, pictures } = await sortAdded(added);
    waiting = [...waiting.filter(({ path }) => !paths.has(path)), ...results];
    store.getState().annotationsListed(annotations.map(({ path }) => path));
    if (annotations.length > 0) await openFirstOf(annotations);
    else if (opened && pictures.length > 0) await findMorePictures();
    if (opened && waiting.length > 0) return scoreFirstOf(opened.scoring, waiting);
    if (annotations.length > 0 || (opened && pictures.length > 0)) return;
    throw new Error(
      results.length > 0
        ? `${results[0]!.path} is a list, as results are. Bring the annotations that it answers as well: a COCO file with images, categories and annotations.`
        : `There are no annotations among these ${added.length} files. Bring a COCO annotation file (.json), or grounding data (.jsonl), with its pictures.`,
    );
  }

  /** The first that can be read: folders hold captions, key points and settings too. Of several that cannot, the first tells why. */
  async function openFirstOf(annotations: readonly PathFile[]): Promise<void> {
    let fault: unknown;
    for (const { path, file } of annotations) {
      try {
        const { scoring, dataSet } = await openScoring(file, path);
        await source?.loop?.pause();
        opened?.scoring.close();
        return openedAs(path, scoring, dataSet);
      } catch (error) {
        fault ??= error;
      }
    }
    throw fault;
  }

  function openedAs(name: string, scoring: Scoring, dataSet: DataSet): void {
    const pairing = pairPictures(dataSet, new PictureIndex(files));
    opened = { scoring, dataSet, pairing };
    source = undefined;
    store
      .getState()
      .dataSetOpened(
        factsOf(dataSet, name, pairing),
        dataSet.kind === 'coco' ? dataSet.categories.map(plainWording) : [],
      );
  }

  /** A run begins anew with them; what a results file says holds with them too. */
  async function findMorePictures(): Promise<void> {
    await source?.loop?.pause();
    const { scoring, dataSet } = opened!;
    opened = { scoring, dataSet, pairing: pairPictures(dataSet, new PictureIndex(files)) };
    const { picturesFound, runDropped } = store.getState();
    picturesFound(opened.pairing.missing);
    if (!source?.loop) return;
    source = undefined;
    runDropped();
  }

  function factsOf(dataSet: DataSet, name: string, { missing }: Pairing): DataSetFacts {
    if (dataSet.kind === 'coco')
      return {
        kind: 'coco',
        name,
        pictures: dataSet.images.length,
        boxes: dataSet.boxes,
        categories: dataSet.categories,
        missing,
      };
    const boxes = dataSet.lines.flatMap(({ phrases }) => phrases.flatMap((phrase) => phrase.boxes)).length;
    return { kind: 'grounding', name, pictures: dataSet.lines.length, boxes, categories: [], missing };
  }

  /** Scores the first results that can be read, without a model. */
  async function scoreFirstOf(scoring: Scoring, results: readonly PathFile[]): Promise<void> {
    waiting = [];
    let fault: unknown;
    for (const { path, file } of results) {
      try {
        await source?.loop?.pause();
        await scoring.takeResults(file, path);
        source = {};
        store.getState().resultsOpened(path);
        return await judge();
      } catch (error) {
        fault ??= error;
      }
    }
    throw fault;
  }

  async function openCaptionPrompt(file: File): Promise<void> {
    const { dataSet, setWordings, failed } = store.getState();
    if (!dataSet) return;
    try {
      const text = await file.text();
      setWordings(readAt(file.name, () => readCaptionPrompt(text, dataSet.categories.length)));
      failed(undefined);
    } catch (error) {
      failed(sentenceOf(error));
    }
  }

  async function start(): Promise<void> {
    const model = await page.engine.ready();
    if (!opened || store.getState().loop.state !== 'idle') return;
    const { scoring, dataSet, pairing } = opened;
    const left = [...pairing.tasks].reverse();
    const loop = new Loop(
      async () => {
        const next = left.at(-1);
        if (!next) return false;
        await answerTo(...next, model, scoring, dataSet);
        left.pop();
        return true;
      },
      (state) => {
        if (source?.loop === loop) store.getState().loopChanged(state);
      },
    );
    source = { loop };
    scoring.begin();
    store.getState().runStarted(page.store.getState().model.title);
    await resume();
  }

  async function answerTo(
    index: number,
    task: Task,
    model: GroundingClient,
    scoring: Scoring,
    dataSet: DataSet,
  ): Promise<void> {
    const { pictureDone } = store.getState();
    const name = task.picture.path;
    try {
      const answer = await openPicture(
        model,
        inputSizeOf(page.store.getState()),
        { file: task.picture.file, name },
        (picture) => ask(picture, task, dataSet),
      );
      scoring.take(index, answer);
      pictureDone();
    } catch (error) {
      if (isAbort(error) || isOfModel(error)) throw error;
      pictureDone({ name, reason: sentenceOf(error) });
    }
  }

  async function ask(picture: BatchPicture, task: Task, dataSet: DataSet): Promise<Answer> {
    const { id } = picture;
    if (task.kind === 'grounding') {
      const { width, height } = picture;
      return { kind: 'grounding', records: (await groundLine(picture, { id, width, height }, task.line)).records };
    }
    const { width = picture.width, height = picture.height } = task.image;
    const fault = shapeFault(picture, { width, height });
    if (fault !== undefined) throw new Error(`${task.picture.path}: ${fault}.`);
    const categories = dataSet.kind === 'coco' ? dataSet.categories : [];
    const { results } = await groundCategories(
      picture,
      { id, width, height },
      task.image,
      { categories },
      store.getState().wordings,
    );
    return { kind: 'coco', results };
  }

  async function stop(): Promise<void> {
    await source?.loop?.pause();
    await judge();
  }

  async function resume(): Promise<void> {
    const current = source!;
    try {
      await current.loop!.run();
    } catch (error) {
      if (current !== source) return;
      const { failed, done } = store.getState();
      // The model may answer later: the run is paused.
      if (!isAbort(error)) return failed(sentenceOf(error));
      await judge();
      return failed(
        `Another model has taken over, so the run ended after ${done} pictures. Evaluate again with the new one.`,
      );
    }
    if (current === source && store.getState().done === opened!.pairing.tasks.size) await judge();
  }

  /** Works out the numbers of all answers, unless others take their place meanwhile. */
  function judge(): Promise<void> {
    const current = source;
    return attempt(async () => {
      const { judgingStarted, judgingFailed, judged, abandoned } = store.getState();
      if (current !== source) return;
      judgingStarted();
      try {
        const outcome = await opened!.scoring.judge(page.store.getState().modelInfo?.defaultThreshold ?? 0);
        if (current !== source) return;
        shown.clear();
        if (outcome.pictures.length === 0) abandoned('No picture could be evaluated.');
        else judged(outcome);
      } catch (error) {
        if (current !== source) return;
        judgingFailed();
        throw error;
      }
    });
  }

  const fileOf = (index: number): PathFile | undefined => opened?.pairing.tasks.get(index)?.picture;

  function pictureBoxes(index: number): Promise<PictureBoxes> {
    const known = shown.get(index);
    if (known) return known;
    const { scoring, dataSet, pairing } = opened!;
    const boxes = scoring
      .answered(index)
      .catch(unanswered)
      .then((answered) => boxesOf(dataSet, pairing.tasks.get(index)!, answered));
    shown.set(index, boxes);
    return boxes;
  }

  /** Drawn where the worker does not tell: the picture alone. */
  function unanswered(error: unknown): AnsweredPicture {
    store.getState().failed(sentenceOf(error));
    return { annotations: [], answer: { kind: 'grounding', records: [] } };
  }

  const saveDetections = (name: string) => attempt(async () => save(await opened!.scoring.resultsFile(), name));

  return {
    store,
    addFiles,
    addExample,
    openAnnotations,
    tryAgain,
    openCaptionPrompt,
    start,
    pause: async () => source?.loop?.pause(),
    resume,
    stop,
    fileOf,
    pictureBoxes,
    saveDetections,
  };
}
