import * as tf from '@tensorflow/tfjs-core';
import { matmulRate, timeFusedKernels, type FusedTiming } from './fusedKernels';
import { logKernels, type KernelLog } from './kernelLog';
import { promptLengths, type BenchModel } from './models';
import { encode, ground, makeInputs, median, medians, total, type StageTimes } from './run';

/** One model at one size and prompt length. Times in milliseconds, medians where there were several. */
export interface RunTiming {
  readonly model: string;
  readonly size: string;
  readonly tokens: number;
  /** The first of this model, size and prompt length. */
  readonly first: number;
  readonly warm: number;
  /** A prompt on a picture that has been encoded. */
  readonly reprompt: number;
  readonly stages: StageTimes;
  readonly kernelCalls: number;
  readonly multiplyAdds: number;
  /** Of the rate of tfjs's own matrix product: 1 if nothing but such products took time. */
  readonly shareOfMatmul: number;
  readonly kernels: KernelLog['kernels'];
}

/** The same runs with every operation left to tfjs. */
export interface ComposedTiming {
  readonly model: string;
  readonly size: string;
  readonly tokens: number;
  readonly warm: number;
  readonly kernelCalls: number;
}

export interface Measurements {
  /** GFLOP/s of tfjs's own matrix product, 1024³, in this run. */
  readonly matmulRate: number;
  readonly kernels: readonly FusedTiming[];
  readonly runs: readonly RunTiming[];
  readonly composed: readonly ComposedTiming[];
}

export interface Plan {
  readonly models: readonly BenchModel[];
  readonly tokens: readonly number[];
  /** Switches between the fused kernels and the compositions. */
  readonly useFused: (fused: boolean) => Promise<void>;
  readonly onProgress: (line: string) => void;
}

export async function measure({ models, tokens, useFused, onProgress }: Plan): Promise<Measurements> {
  const rate = matmulRate();
  const kernels = await timeFusedKernels(useFused);
  const runs: RunTiming[] = [];
  const composed: ComposedTiming[] = [];
  for (const model of models) {
    const glip = await model.load();
    await useFused(true);
    for (const size of model.sizes) {
      for (const length of promptLengths(glip.config, tokens)) {
        onProgress(`${model.name}, ${size.join(' × ')}, ${length} tokens`);
        const timed = await timeRun(glip, size, length, model.rounds);
        const shareOfMatmul = (2 * timed.multiplyAdds) / (timed.warm * 1e6) / rate;
        runs.push({ model: model.name, size: size.join(' × '), tokens: length, ...timed, shareOfMatmul });
      }
    }
    await useFused(false);
    const size = model.sizes[0]!;
    const length = promptLengths(glip.config, tokens)[0]!;
    onProgress(`${model.name}, ${size.join(' × ')}, ${length} tokens, composed`);
    const { warm, kernelCalls } = await timeRun(glip, size, length, Math.ceil(model.rounds / 2));
    composed.push({ model: model.name, size: size.join(' × '), tokens: length, warm, kernelCalls });
    glip.dispose();
  }
  return { matmulRate: rate, kernels, runs, composed };
}

async function timeRun(glip: Parameters<typeof encode>[0], size: readonly [number, number], tokens: number, rounds: number) {
  const inputs = makeInputs(size, tokens);
  const whole = async () => {
    const { levels, times } = await encode(glip, inputs);
    const prompt = await ground(glip, levels, inputs);
    tf.dispose(levels);
    return { image: times, prompt };
  };
  const first = await whole();
  const warm: (typeof first)[] = [];
  for (let round = 0; round < rounds; round++) warm.push(await whole());
  const { calls, multiplyAdds, kernels } = await logKernels(async () => void (await whole()));
  tf.dispose(inputs.image);
  return {
    first: total(first.image) + total(first.prompt),
    warm: median(warm.map(({ image, prompt }) => total(image) + total(prompt))),
    reprompt: median(warm.map(({ prompt }) => total(prompt))),
    stages: { ...medians(warm.map(({ image }) => image)), ...medians(warm.map(({ prompt }) => prompt)) },
    kernelCalls: calls,
    multiplyAdds,
    kernels,
  };
}
