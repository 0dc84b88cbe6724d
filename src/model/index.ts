/** The public face of the model: the only file of it that the page, the workers, the data formats and the command line import. */
export {
  STAGES,
  type AlignmentMap,
  type Box,
  type Detection,
  type GroundResult,
  type ParsedPrompt,
  type Phrase,
  type Pixels,
  type PromptClass,
  type PromptHint,
  type PromptNotice,
  type Span,
  type Stage,
  type StageTimings,
} from './types';
export {
  choiceOf,
  countField,
  FieldError,
  flagField,
  fourNumbersOf,
  listOf,
  numberField,
  objectOf,
  parseJson,
  readAt,
  readFields,
  readFourNumbers,
  readList,
  readObject,
  readText,
  textField,
  wholeNumberField,
} from './fields';
export { GlipError, type GlipErrorCode } from './errors';
export type { GlipConfig } from './config/config';
export { parseConfig, readConfig } from './config/configReader';
export { atInputSize, INPUT_SIZES, inputSizesOf, type InputSize } from './config/inputSize';
export type { NetworkTensors } from './runtime/alignmentLogits';
export { Grounder, type GrounderParts, type GrounderRequest } from './runtime/grounder';
export { modelNeeds } from './runtime/memoryEstimate';
export { precompile, warmUp } from './runtime/precompile';
export type { OnStage } from './runtime/stageClock';
export { brokenWords } from './prompt/chunker/brokenWords';
export { parsePrompt } from './prompt/parsePrompt';
export { TextTokenizer } from './prompt/tokenizer/tokenizer';
export { readVocabFile } from './prompt/tokenizer/vocabFile';
export { checkVocabularyFits } from './prompt/tokenizer/vocabularyFit';
export { fromBase64, toBase64 } from './tuning/base64';
export { heldOutOf } from './tuning/planLesson';
export { MAX_PROMPT_FILE, readPromptFile, writePromptFile } from './tuning/promptFile';
export type { PhraseBox, Taught, TeachingExample, TeachRequest, TeachStep } from './tuning/teach';
export type { BeforeAndAfter, TunedPrompt, TuningForm } from './tuning/tunedPrompt';
export type { TuningStep } from './tuning/tuning';
export {
  averagePrecisions,
  judgePhrase,
  meanOf,
  type JudgedPhrase,
  type ScoredBox,
} from './postprocess/averagePrecision';
export { boxIou } from './postprocess/boxIou';
export { nms } from './postprocess/nms';
export { elementsOf, glipCheckpoint, glipMetadata, type GlipCheckpoint } from './checkpoint/glip/glipCheckpoint';
export { withOfficialNames } from './checkpoint/glip/naming';
export { openCheckpoint } from './checkpoint/openCheckpoint';
export { openSafetensors } from './checkpoint/safetensors/safetensorsFile';
export { writeSafetensors, type WeightFormat, type WrittenWeights } from './checkpoint/safetensors/writeSafetensors';
export type { Checkpoint, CheckpointTensor } from './checkpoint/tensors/checkpoint';
export { crc32 } from './checkpoint/tensors/crc32';
export { blobSource, bytesSource, type ByteSink, type ByteSource } from './checkpoint/tensors/source';
export { ZipWriter } from './checkpoint/torch/zipWriter';
export { settle } from './ops/tfjs/sync';
export { checkAllocations, type WasmBackend } from './ops/tfjs/wasmHeap';
export {
  installWasmKernels,
  nativeBuild,
  removeWasmKernels,
  type KernelThreads,
  type NativeBuild,
} from './ops/wasm/install';
export { installWebGpuKernels } from './ops/webgpu/install';
