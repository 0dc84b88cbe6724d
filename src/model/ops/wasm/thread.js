/* global WebAssembly */
/**
 * The threads that share a native kernel's work. Plain JavaScript, so that a Worker of Node can load it as it stands.
 * A job is told through a few words in the memory that all threads share; see `Words`.
 */

/** Index of each word in the control block. */
export const Words = /** @type {const} */ ({
  /** Counts the jobs; threads sleep on it. */
  job: 0,
  /** Threads that have yet to finish the job; the caller sleeps on it. */
  unfinished: 1,
  /** Which function, by its place in the sorted names of the module's exports; STOP ends the threads. */
  function: 2,
  /** How much there is to do, how much of it is taken at once, and where what nobody has taken begins. */
  total: 3,
  piece: 4,
  next: 5,
  /** Memory of the first thread, and how far the next one's is, in bytes. */
  scratch: 6,
  scratchStep: 7,
  /** How many arguments follow. */
  count: 8,
  arguments: 9,
});

export const STOP = -1;

/** A run's jobs follow one another closely: looking again is faster than being woken, for so many times. */
const LOOKS = 5_000;

/** Words of the control block; no function takes more arguments. */
export const CONTROL_WORDS = 32;

/**
 * Takes pieces of the job until none is left, so that a slower core does fewer of them.
 * @param {Int32Array} words
 * @param {(begin: number, end: number) => void} run
 * @returns {number} how much of the job that was
 */
export function takePieces(words, run) {
  const [total, piece] = [words[Words.total], words[Words.piece]];
  let done = 0;
  for (;;) {
    const begin = Atomics.add(words, Words.next, piece);
    if (begin >= total) return done;
    const end = Math.min(total, begin + piece);
    run(begin, end);
    done += end - begin;
  }
}

/** Names of the module's functions, in an order that all threads agree on. */
export function functionNames(module) {
  return WebAssembly.Module.exports(module).map(({ name }) => name).sort();
}

/**
 * Does pieces of every job, until it is told to stop.
 * @param {{ module: WebAssembly.Module, memory: WebAssembly.Memory, control: number, thread: number }} setup
 * @param {() => void} ready called before the first job can be taken
 */
export function serve({ module, memory, control, thread }, ready) {
  const native = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const functions = functionNames(module).map((name) => native[name]);
  const words = new Int32Array(memory.buffer, control, CONTROL_WORDS);
  let job = Atomics.load(words, Words.job);
  ready();
  for (;;) {
    for (let looks = 0; looks < LOOKS && Atomics.load(words, Words.job) === job; looks++);
    Atomics.wait(words, Words.job, job); // at once where there is another
    const next = Atomics.load(words, Words.job);
    if (next === job) continue;
    job = next;
    if (words[Words.function] === STOP) return;
    const scratch = words[Words.scratch] + thread * words[Words.scratchStep];
    const given = words.subarray(Words.arguments, Words.arguments + words[Words.count]);
    const work = functions[words[Words.function]];
    takePieces(words, (begin, end) => work(...given, begin, end, scratch));
    if (Atomics.sub(words, Words.unfinished, 1) === 1) Atomics.notify(words, Words.unfinished);
  }
}
