export const Words: {
  readonly job: 0;
  readonly unfinished: 1;
  readonly function: 2;
  readonly total: 3;
  readonly piece: 4;
  readonly next: 5;
  readonly scratch: 6;
  readonly scratchStep: 7;
  readonly count: 8;
  readonly arguments: 9;
};
export const STOP: -1;
export const CONTROL_WORDS: 32;
export function takePieces(words: Int32Array, run: (begin: number, end: number) => void): number;
export function functionNames(module: WebAssembly.Module): string[];

/** What a thread needs to know before its first job. */
export interface ThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the control block is, in bytes. */
  readonly control: number;
  /** From 1: 0 is the thread that gives the jobs. */
  readonly thread: number;
}
export function serve(setup: ThreadSetup, ready: () => void): void;
