import type { BackendMeasurements } from './page/bench.worker';
import type { RunTiming } from './measure';
import type { PageTiming } from './productPage';

const milliseconds = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const RUN = ['model', 'input', 'tokens'] as const;
const nameOf = ({ model, input, tokens }: Pick<RunTiming, (typeof RUN)[number]>) => [model, input, tokens];

/** The measurements of one backend as Markdown. @param profile also the kernels of every run. */
export function report(
  { backend, device, matmulRate, kernels, runs, composed }: BackendMeasurements,
  profile: boolean,
): string {
  const gpu = runs.some(({ dispatches }) => dispatches > 0);
  const parts = [
    `### ${backend}, ${device}`,
    `Matrix product of tfjs itself, 1024³: ${matmulRate.toFixed(1)} GFLOP/s. Times in milliseconds.`,
  ];
  if (runs.length > 0) {
    parts.push(
      table(
        [
          ...RUN,
          'first run',
          'warm run',
          're-prompt',
          ...(gpu ? ['dispatches', 'GPU MB'] : ['kernel calls']),
          'G multiply-adds',
          'share of matmul rate',
        ],
        runs.map((run) => [
          ...nameOf(run),
          ...[run.first, run.warm, run.reprompt].map(milliseconds),
          ...(gpu ? [run.dispatches, megabytes(run.gpuBytes)] : [run.calls]),
          ...[(run.multiplyAdds / 1e9).toFixed(2), percent(run.shareOfMatmul)],
        ]),
      ),
      'Stages of a warm run, and the share of the matmul rate that those reach which are mostly products:',
      table(
        [...RUN, ...Object.keys(runs[0]?.stages ?? {})],
        runs.map((run) => [
          ...nameOf(run),
          ...Object.entries(run.stages).map(
            ([stage, time]) =>
              milliseconds(time) + (stage in run.stageShares ? ` (${percent(run.stageShares[stage]!)})` : ''),
          ),
        ]),
      ),
    );
  }
  if (composed.length > 0) {
    parts.push(
      'With every operation left to tfjs:',
      table(
        [...RUN, 'warm run', gpu ? 'dispatches' : 'kernel calls', 'gain of the fused kernels'],
        composed.map((run) => {
          const fused = runs.find(
            ({ model, input, tokens }) => model === run.model && input === run.input && tokens === run.tokens,
          )!;
          return [
            ...nameOf(run),
            milliseconds(run.warm),
            gpu ? run.dispatches : run.calls,
            `${(run.warm / fused.warm).toFixed(1)} ×`,
          ];
        }),
      ),
    );
  }
  if (kernels.length > 0) {
    parts.push(
      'Fused kernels against the compositions that define them:',
      table(
        ['kernel', 'size', 'composed', 'fused', 'gain'],
        kernels.map(({ kernel, size, composed: slow, fused }) => [
          kernel,
          size,
          milliseconds(slow),
          milliseconds(fused),
          `${(slow / fused).toFixed(1)} ×`,
        ]),
      ),
    );
  }
  if (profile) {
    for (const run of runs) {
      const rows = run.kernels.map(({ name, milliseconds: time, calls }) => [name, calls, milliseconds(time)]);
      parts.push(
        `Kernels of a run: ${nameOf(run).join(', ')} tokens`,
        table(['kernel', 'calls', 'milliseconds'], rows),
      );
    }
  }
  return parts.join('\n\n');
}

/** What a visitor waits for, as Markdown. */
export function pageReport(pages: Readonly<Record<string, PageTiming>>): string {
  const rows = Object.entries(pages).map(([backend, { firstResult, reprompt, rethreshold, longTasks }]) => [
    backend,
    ...[firstResult, reprompt, rethreshold].map(milliseconds),
    longTasks.length === 0 ? 'none' : longTasks.map(milliseconds).join(', '),
  ]);
  const head = [
    'backend',
    'first result after the weights have come',
    're-prompt',
    're-threshold',
    'tasks of 50 ms and more on the main thread',
  ];
  return ['### The page, glip-micro', table(head, rows)].join('\n\n');
}
