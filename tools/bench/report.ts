import type { Measurements } from './measure';

const milliseconds = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The measurements as Markdown. */
export function report({ matmulRate, kernels, runs, composed }: Measurements): string {
  return [
    `Matrix product of tfjs itself, 1024³: ${matmulRate.toFixed(1)} GFLOP/s. Times in milliseconds.`,
    table(
      ['model', 'input', 'tokens', 'first run', 'warm run', 're-prompt', 'kernel calls', 'G multiply-adds', 'share of matmul rate'],
      runs.map((run) => [
        ...[run.model, run.size, run.tokens, milliseconds(run.first), milliseconds(run.warm), milliseconds(run.reprompt)],
        ...[run.kernelCalls, (run.multiplyAdds / 1e9).toFixed(2), `${(100 * run.shareOfMatmul).toFixed(0)} %`],
      ]),
    ),
    'Stages of a warm run:',
    table(
      ['model', 'input', 'tokens', ...Object.keys(runs[0]?.stages ?? {})],
      runs.map((run) => [run.model, run.size, run.tokens, ...Object.values(run.stages).map(milliseconds)]),
    ),
    'With every operation left to tfjs:',
    table(
      ['model', 'input', 'tokens', 'warm run', 'kernel calls', 'gain of the fused kernels'],
      composed.map((run) => {
        const fused = runs.find(({ model, size, tokens }) => model === run.model && size === run.size && tokens === run.tokens)!;
        const gain = `${(run.warm / fused.warm).toFixed(1)} ×`;
        return [run.model, run.size, run.tokens, milliseconds(run.warm), run.kernelCalls, gain];
      }),
    ),
    'Fused kernels against the compositions that define them:',
    table(
      ['kernel', 'size', 'composed', 'fused', 'gain'],
      kernels.map(({ kernel, size, composed: slow, fused }) => [kernel, size, milliseconds(slow), milliseconds(fused), `${(slow / fused).toFixed(1)} ×`]),
    ),
  ].join('\n\n');
}
