/** Milliseconds, by stage, in the order in which they end. */
export type StageTimes = Readonly<Record<string, number>>;

export const total = (times: StageTimes) => Object.values(times).reduce((a, b) => a + b, 0);

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** The median of every stage. */
export function medians(rounds: readonly StageTimes[]): StageTimes {
  return Object.fromEntries(
    Object.keys(rounds[0]!).map((stage) => [stage, median(rounds.map((times) => times[stage]!))]),
  );
}
