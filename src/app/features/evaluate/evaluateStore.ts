import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CategoryWording } from '../../../data/datasets/categoryPrompt';
import type { CocoCategory } from '../../../data/datasets/cocoFile';
import type { Outcome } from '../../../workers/messages/scoring';
import type { EvaluateController } from './evaluateController';
import { IDLE, type LoopState } from '../../lib/loop';

/** The data set as the visitor is told of it. */
export interface DataSetFacts {
  readonly kind: 'coco' | 'grounding';
  /** Path of the annotation file. */
  readonly name: string;
  /** Of the annotations: pictures, or lines of a grounding file. */
  readonly pictures: number;
  readonly boxes: number;
  /** None for grounding data, whose captions are the prompts. */
  readonly categories: readonly CocoCategory[];
  /** Paths of annotated pictures that are not there. */
  readonly missing: readonly string[];
}

export interface Failure {
  readonly name: string;
  /** A sentence. */
  readonly reason: string;
}

export interface EvaluateState {
  /** Annotation files among all that was brought, of which one is open. */
  readonly annotationFiles: readonly string[];
  readonly dataSet: DataSetFacts | undefined;
  /** One per category. */
  readonly wordings: readonly CategoryWording[];
  /** What is wrong with what was brought last: a sentence. */
  readonly fault: string | undefined;
  /** Whether a part of the page was at fault: what failed can be tried again. */
  readonly repeatable: boolean;
  readonly loop: LoopState;
  readonly done: number;
  readonly failures: readonly Failure[];
  /** The model that answers, or answered. */
  readonly model: string | undefined;
  /** The results file that is scored, instead of a model's answers. */
  readonly results: string | undefined;
  /** While the numbers are worked out. */
  readonly judging: boolean;
  readonly outcome: Outcome | undefined;
  /** How many outcomes there have been: each is shown afresh. */
  readonly outcomes: number;
}

const NO_RUN = {
  loop: IDLE,
  done: 0,
  failures: [],
  model: undefined,
  results: undefined,
  judging: false,
  outcome: undefined,
};

interface Actions {
  readonly annotationsListed: (more: readonly string[]) => void;
  /** Takes the place of the one before, with all that belongs to it. */
  readonly dataSetOpened: (dataSet: DataSetFacts, wordings: readonly CategoryWording[]) => void;
  /** More pictures have come. */
  readonly picturesFound: (missing: readonly string[]) => void;
  readonly runDropped: () => void;
  readonly failed: (fault: string | undefined, repeatable?: boolean) => void;
  readonly setWording: (category: number, wording: CategoryWording) => void;
  readonly setWordings: (wordings: readonly CategoryWording[]) => void;
  readonly runStarted: (model: string) => void;
  readonly resultsOpened: (results: string) => void;
  readonly loopChanged: (loop: LoopState) => void;
  readonly pictureDone: (failure?: Failure) => void;
  readonly judgingStarted: () => void;
  readonly judgingFailed: () => void;
  readonly judged: (outcome: Outcome) => void;
  /** The run came to nothing; what failed in it stays told. */
  readonly abandoned: (fault: string) => void;
}

export const createEvaluateStore = () =>
  createStore<EvaluateState & Actions>()((set) => ({
    annotationFiles: [],
    dataSet: undefined,
    wordings: [],
    fault: undefined,
    repeatable: false,
    ...NO_RUN,
    outcomes: 0,
    annotationsListed: (more) =>
      set(({ annotationFiles }) => ({ annotationFiles: [...new Set([...annotationFiles, ...more])] })),
    dataSetOpened: (dataSet, wordings) => set({ dataSet, wordings, fault: undefined, ...NO_RUN }),
    picturesFound: (missing) =>
      set(({ dataSet }) => ({ dataSet: dataSet && { ...dataSet, missing }, fault: undefined })),
    runDropped: () => set(NO_RUN),
    failed: (fault, repeatable = false) => set({ fault, repeatable }),
    setWording: (category, wording) => set(({ wordings }) => ({ wordings: wordings.with(category, wording) })),
    setWordings: (wordings) => set({ wordings }),
    runStarted: (model) => set({ ...NO_RUN, model, fault: undefined }),
    resultsOpened: (results) => set({ ...NO_RUN, results, fault: undefined }),
    loopChanged: (loop) => set({ loop }),
    pictureDone: (failure) =>
      set(({ done, failures }) => ({ done: done + 1, failures: failure ? [...failures, failure] : failures })),
    judgingStarted: () => set({ judging: true }),
    judgingFailed: () => set({ judging: false }),
    judged: (outcome) => set(({ outcomes }) => ({ outcome, outcomes: outcomes + 1, judging: false })),
    abandoned: (fault) => set({ fault, repeatable: false, loop: IDLE, model: undefined, judging: false }),
  }));

export type EvaluateStoreApi = ReturnType<typeof createEvaluateStore>;

export const EvaluateContext = createContext<EvaluateController | undefined>(undefined);

export function useEvaluateController(): EvaluateController {
  const controller = use(EvaluateContext);
  if (!controller) throw new Error('This component is used outside of the Evaluate view.');
  return controller;
}

export const useEvaluate = <T>(select: (state: EvaluateState & Actions) => T): T =>
  useStore(useEvaluateController().store, select);
