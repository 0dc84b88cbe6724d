export const Words: {
  readonly job: 0;
  readonly gate: 1;
  readonly function: 2;
  readonly total: 3;
  readonly piece: 4;
  readonly next: 5;
  readonly scratch: 6;
  readonly scratchStep: 7;
  readonly failed: 8;
  readonly stopped: 9;
  readonly successor: 10;
  readonly arguments: 12;
};
export const CLOSED: 1;
export const MAX_THREADS: 30;
export function controlWords(memory: WebAssembly.Memory, address: number): Int32Array;
export function takePieces(words: Int32Array, run: (begin: number, end: number) => void): number;
export function giveUp(words: Int32Array): void;
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
