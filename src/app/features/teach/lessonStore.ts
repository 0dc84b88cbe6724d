import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Detection, ParsedPrompt, TuningForm, TuningStep } from '../../../model';
import { NO_HISTORY, record, redo, undo, type HistoryState } from '../../lib/history';
import { followEdit } from '../../lib/spans';
import type { TeachController } from './teachController';
import { MAX_PICTURES, type Lesson, type LessonPicture, type Mark, type Prompt, type Work } from './lesson';

export interface LessonMessage {
  readonly tone: 'error' | 'info';
  readonly text: string;
}

/** A lesson at work. */
export interface LessonProgress {
  readonly steps: readonly TuningStep[];
  /** Undefined before the first step. */
  readonly maxSteps: number | undefined;
}

interface LessonState extends Work, Prompt {
  /** Undefined until the prompt has been read. */
  readonly parsed: ParsedPrompt | undefined;
  /** The phrase that a new box is of: index into the phrases. */
  readonly active: number;
  /** How the next lesson is given. */
  readonly form: TuningForm;
  readonly history: HistoryState<Work>;
  /** What the model finds, by picture. */
  readonly shown: Readonly<Record<string, readonly Detection[]>>;
  readonly progress: LessonProgress | undefined;
  readonly opening: boolean;
  readonly message: LessonMessage | undefined;
}

interface LessonActions {
  readonly setPrompt: (prompt: string) => void;
  /** Of a taught prompt. */
  readonly replacePrompt: (prompt: Prompt) => void;
  readonly promptParsed: (parsed: ParsedPrompt) => void;
  readonly activate: (phrase: number) => void;
  readonly setForm: (form: TuningForm) => void;
  /** Returns whether there was room for it. */
  readonly addPicture: (picture: LessonPicture) => boolean;
  readonly removePicture: (id: string) => void;
  readonly setOpening: (opening: boolean) => void;
  readonly addMark: (mark: Omit<Mark, 'key'>) => Mark['key'];
  readonly moveMark: (key: Mark['key'], box: Mark['box']) => void;
  readonly removeMark: (key: Mark['key']) => void;
  readonly show: (picture: string, detections: readonly Detection[]) => void;
  readonly lessonStarted: () => void;
  readonly stepDone: (step: TuningStep, maxSteps: number) => void;
  readonly lessonEnded: (lesson?: Lesson) => void;
  readonly takeLesson: (lesson: Lesson | undefined) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly tell: (message: LessonMessage | undefined) => void;
}

export type LessonStore = LessonState & LessonActions;

/** The Teach view's own state: it stays while other views are open. */
export const createLessonStore = () =>
  createStore<LessonStore>()((set, get) => {
    let marks = 0;
    /** Changes the work such that it can be undone. */
    const change = (changed: Partial<Work>) =>
      set((state) => ({ ...changed, history: record(state.history, workOf(state)) }));
    return {
      prompt: '',
      spans: [],
      parsed: undefined,
      active: 0,
      form: 'alignment',
      pictures: [],
      marks: [],
      lesson: undefined,
      history: NO_HISTORY,
      shown: {},
      progress: undefined,
      opening: false,
      message: undefined,
      setPrompt: (prompt) => set((state) => ({ prompt, spans: followEdit(state.spans, state.prompt, prompt) })),
      replacePrompt: ({ prompt, spans }) => set({ prompt, spans, parsed: undefined, active: 0 }),
      promptParsed: (parsed) =>
        set(({ active }) => ({ parsed, active: Math.max(0, Math.min(active, parsed.phrases.length - 1)) })),
      activate: (active) => set({ active }),
      setForm: (form) => set({ form }),
      addPicture: (picture) => {
        if (get().pictures.length >= MAX_PICTURES) return false;
        change({ pictures: [...get().pictures, picture] });
        return true;
      },
      removePicture: (id) =>
        change({
          pictures: get().pictures.filter((picture) => picture.id !== id),
          marks: get().marks.filter(({ picture }) => picture !== id),
        }),
      setOpening: (opening) => set({ opening }),
      addMark: (mark) => {
        change({ marks: [...get().marks, { ...mark, key: ++marks }] });
        return marks;
      },
      moveMark: (key, box) =>
        change({ marks: get().marks.map((mark) => (mark.key === key ? { ...mark, box } : mark)) }),
      removeMark: (key) => change({ marks: get().marks.filter((mark) => mark.key !== key) }),
      show: (picture, detections) => set(({ shown }) => ({ shown: { ...shown, [picture]: detections } })),
      lessonStarted: () => set({ progress: { steps: [], maxSteps: undefined }, message: undefined }),
      stepDone: (step, maxSteps) =>
        // After a crash the lesson begins anew.
        set(({ progress }) =>
          progress ? { progress: { maxSteps, steps: step.step === 0 ? [step] : [...progress.steps, step] } } : {},
        ),
      lessonEnded: (lesson) => {
        set({ progress: undefined });
        if (lesson) change({ lesson });
      },
      takeLesson: (lesson) => change({ lesson }),
      undo: () => set((state) => stepped(undo(state.history, workOf(state)))),
      redo: () => set((state) => stepped(redo(state.history, workOf(state)))),
      tell: (message) => set({ message }),
    };
  });

const workOf = ({ pictures, marks, lesson }: Work): Work => ({ pictures, marks, lesson });

const stepped = (step: ReturnType<typeof undo<Work>>) => (step ? { ...step.work, history: step.history } : {});

export type LessonStoreApi = ReturnType<typeof createLessonStore>;

export const TeachContext = createContext<TeachController | undefined>(undefined);

export function useTeachController(): TeachController {
  const controller = use(TeachContext);
  if (!controller) throw new Error('This component is used outside of the Teach view.');
  return controller;
}

export const useLesson = <T>(select: (state: LessonStore) => T): T => useStore(useTeachController().store, select);
