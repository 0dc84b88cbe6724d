export const Words: {
  readonly job: 0;
  readonly unfinished: 1;
  readonly function: 2;
  readonly total: 3;
  readonly quantum: 4;
  readonly scratch: 5;
  readonly scratchStep: 6;
  readonly count: 7;
  readonly arguments: 8;
};
export const STOP: -1;
export const CONTROL_WORDS: 32;
export function share(total: number, quantum: number, thread: number, threads: number): [number, number];
export function functionNames(module: WebAssembly.Module): string[];

/** What a thread needs to know before its first job. */
export interface ThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the control block is, in bytes. */
  readonly control: number;
  /** From 1: 0 is the thread that gives the jobs. */
  readonly thread: number;
  readonly threads: number;
}
export function serve(setup: ThreadSetup, ready: () => void): void;
