import type { InputSize } from '../../model';
import type { ModelInfo, Progress } from '../../workers/messages/grounding';
import { BUILT_IN } from '../../workers/registry/registry';
import type { AppState, ModelName, ModelState, Pace } from './state';
import type { Slice } from './appStore';

export interface ModelSlice extends ModelState {
  readonly modelLoading: (model: ModelName) => void;
  /** Also while a lost model is brought back. */
  readonly loadProgressed: (progress: Progress) => void;
  readonly modelReady: (info: ModelInfo) => void;
  readonly modelFailed: () => void;
  /** Another model is being loaded; with undefined, it is no longer. */
  readonly modelChanging: (next: ModelName | undefined) => void;
  /** Another model has taken over. Picture, text and spans stay; each model has a threshold of its own. */
  readonly modelChanged: (model: ModelName, info: ModelInfo) => void;
  readonly setInputSize: (inputSize: InputSize) => void;
  readonly paceMeasured: (pace: Pace) => void;
}

export const modelSlice: Slice<ModelSlice> = (set) => ({
  model: { id: BUILT_IN, title: BUILT_IN },
  modelStatus: 'loading',
  modelInfo: undefined,
  loadProgress: undefined,
  nextModel: undefined,
  inputSize: undefined,
  pace: undefined,
  modelLoading: (model) =>
    set((state) => ({ model, modelStatus: 'loading', loadProgress: undefined, ...switched(state, model) })),
  loadProgressed: (loadProgress) => set({ loadProgress }),
  modelReady: (modelInfo) => set({ modelStatus: 'ready', modelInfo, loadProgress: undefined }),
  modelFailed: () => set({ modelStatus: 'failed', loadProgress: undefined }),
  modelChanging: (nextModel) => set({ nextModel, loadProgress: undefined }),
  modelChanged: (model, modelInfo) =>
    set((state) => ({
      model,
      modelInfo,
      modelStatus: 'ready',
      nextModel: undefined,
      loadProgress: undefined,
      pace: undefined,
      run: undefined,
      heat: undefined,
      ...switched(state, model),
    })),
  // Boxes of another size are not those of this one.
  setInputSize: (inputSize) => set({ inputSize, run: undefined, heat: undefined }),
  paceMeasured: (pace) => set({ pace }),
});

/** What another model changes: its boxes are others, and each model has a threshold of its own. */
function switched(state: AppState, { id }: ModelName): Partial<AppState> {
  if (state.model.id === id) return {};
  const { [id]: threshold, ...others } = state.otherThresholds;
  const left = state.threshold === undefined ? {} : { [state.model.id]: state.threshold };
  return { run: undefined, heat: undefined, threshold, otherThresholds: { ...others, ...left } };
}
