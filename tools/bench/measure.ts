import * as tf from '@tensorflow/tfjs-core';
import type { Glip } from '../../src/model/network/glip';
import { fusedKernels, withoutFused } from './fusedSwitch';
import { timeFusedKernels, type FusedTiming, type KernelPlan } from './fusedKernels';
import { logKernels, type KernelLog } from './kernelLog';
import { matmulRate } from './matmulRate';
import { promptLengths, type BenchModel, type BenchPicture } from './models';
import { multiplyAdds } from './multiplyAdds';
import { encode, ground, makeInputs } from './run';
import { median, medians, total, type StageTimes } from './statistics';

/** One model at one size and prompt length. Times in milliseconds, medians where there were several. */
export interface RunTiming extends KernelLog {
  readonly model: string;
  /** Of the network's input: height × width. */
  readonly input: string;
  readonly tokens: number;
  /** The first of this model, size and prompt length. */
  readonly first: number;
  readonly warm: number;
  /** A prompt on a picture that has been encoded. */
  readonly reprompt: number;
  readonly stages: StageTimes;
  /** Of the whole, and by stage where it has any. */
  readonly multiplyAdds: number;
  /** Of the rate of tfjs's own matrix product: 1 if nothing but such products took time. */
  readonly shareOfMatmul: number;
  readonly stageShares: Readonly<Record<string, number>>;
  /** Allocated on the GPU after these runs, weights and buffers kept for reuse included: what they needed at once. 0 elsewhere. */
  readonly gpuBytes: number;
}

/** The same runs with every operation left to tfjs. */
export type ComposedTiming = Pick<RunTiming, 'model' | 'input' | 'tokens' | 'warm' | 'calls' | 'dispatches'>;

export interface Measurements {
  /** GFLOP/s of tfjs's own matrix product, 1024³, in this run. */
  readonly matmulRate: number;
  readonly kernels: readonly FusedTiming[];
  readonly runs: readonly RunTiming[];
  readonly composed: readonly ComposedTiming[];
}

export interface Plan {
  readonly kernels: KernelPlan;
  readonly models: readonly BenchModel[];
  readonly tokens: readonly number[];
}

/** How a plan is carried out in Node or in a page. */
export interface Bench {
  /** Puts a model on the current backend. */
  readonly load: (model: BenchModel) => Promise<Glip>;
  /** Lets the backend give back what it has kept and not used since the last call. */
  readonly endRun: () => void;
  readonly onProgress: (line: string) => void;
}

/** Measures the current backend. */
export async function measure(plan: Plan, { load, endRun, onProgress }: Bench): Promise<Measurements> {
  // On one thread, as the product leaves them: its build of tfjs has no others.
  const ofTfjs = withoutFused;
  onProgress('matrix product');
  const rate = await ofTfjs(matmulRate);
  onProgress('fused kernels');
  const kernels = await timeFusedKernels(plan.kernels, ofTfjs, onProgress);
  const runs: RunTiming[] = [];
  const composed: ComposedTiming[] = [];
  for (const model of plan.models) {
    onProgress(`${model.name}: loading`);
    const glip = await load(model);
    for (const picture of model.pictures) {
      for (const length of promptLengths(glip.config, plan.tokens)) {
        onProgress(`${model.name}, ${picture.height} × ${picture.width}, ${length} tokens`);
        runs.push({ model: model.name, ...(await timeRun(glip, picture, length, model.rounds, rate, endRun)) });
      }
    }
    if (fusedKernels().length > 0) {
      const [picture, length] = [model.pictures[0]!, promptLengths(glip.config, plan.tokens)[0]!];
      onProgress(`${model.name}, ${picture.height} × ${picture.width}, ${length} tokens, composed`);
      composed.push({
        model: model.name,
        ...(await ofTfjs(() => timeRun(glip, picture, length, Math.ceil(model.rounds / 2), rate, endRun))),
      });
    }
    glip.dispose();
  }
  return { matmulRate: rate, kernels, runs, composed };
}

async function timeRun(
  glip: Glip,
  picture: BenchPicture,
  tokens: number,
  rounds: number,
  rate: number,
  endRun: Bench['endRun'],
): Promise<Omit<RunTiming, 'model'>> {
  endRun();
  const inputs = makeInputs(picture, tokens);
  const whole = async () => {
    const encoded = await encode(glip, inputs);
    const prompt = await ground(glip, encoded, inputs);
    tf.dispose(encoded.levels);
    return { input: encoded.input, image: encoded.times, prompt };
  };
  const first = await whole();
  const rest: (typeof first)[] = [];
  for (let round = 0; round < rounds; round++) rest.push(await whole());
  endRun();
  const { numBytesAllocatedInGPU: gpuBytes = 0 } = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  const log = await logKernels(async () => void (await whole()));
  const stages = { ...medians(rest.map(({ image }) => image)), ...medians(rest.map(({ prompt }) => prompt)) };
  const warm = median(rest.map(({ image, prompt }) => total(image) + total(prompt)));
  const work = multiplyAdds(glip.config, first.input, tokens);
  const share = (count: number, milliseconds: number) => (2 * count) / (milliseconds * 1e6) / rate;
  return {
    input: first.input.join(' × '),
    tokens,
    first: total(first.image) + total(first.prompt),
    warm,
    reprompt: median(rest.map(({ prompt }) => total(prompt))),
    stages,
    multiplyAdds: total(work),
    shareOfMatmul: share(total(work), warm),
    stageShares: Object.fromEntries(
      Object.entries(work).map(([stage, count]) => [stage, share(count, stages[stage]!)]),
    ),
    gpuBytes,
    ...log,
  };
}
