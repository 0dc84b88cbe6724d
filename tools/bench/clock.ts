/** Milliseconds since some moment: of the wall, or of the processor, which a busy machine distorts less. One thread only then. */
export type Clock = 'wall' | 'processor';

let clock: Clock = 'wall';

export function useClock(chosen: Clock): void {
  clock = chosen;
}

export function now(): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
