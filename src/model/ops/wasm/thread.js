/* global WebAssembly */
/**
 * The threads that share a native kernel's work. Plain JavaScript, so that a Worker of Node can load it as it stands. A job is passed through
 * a control block in the memory that all threads share; see `Words`.
 */

/** Index of each word in a control block. */
export const Words = /** @type {const} */ ({
  /** Counts the jobs; threads sleep on it. */
  job: 0,
  /**
   * One bit for each thread that takes part in the job, and CLOSED while no other may join. The caller sleeps on it. It need not wait for a
   * thread that has not joined, whether that is slow or gone.
   */
  gate: 1,
  /** Which function: its index in the sorted names of the module's exports. */
  function: 2,
  /** How much there is to do, how much of it is taken at once, and where what nobody has taken begins. */
  total: 3,
  piece: 4,
  next: 5,
  /** Scratch memory of the first thread, and how far the next one's is, in bytes. */
  scratch: 6,
  scratchStep: 7,
  /** 1 when a thread has failed in the job. */
  failed: 8,
  /** 1 when the threads are to end. */
  stopped: 9,
  /** Address of the control block that has taken the place of this one; 0 while none has. */
  successor: 10,
  /** Here the struct of the job's arguments begins. */
  arguments: 12,
});

/** Bit of the gate: no thread may join. Every other bit is a thread's number, from 1 on. */
export const CLOSED = 1;
export const MAX_THREADS = 30;

/** A run's jobs follow one another closely: looking again is faster than being woken, for so many times. */
const LOOKS = 5_000;

/** The control block at an address, as far as threads read it. */
export function controlWords(memory, address) {
  return new Int32Array(memory.buffer, address, Words.arguments);
}

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

/** Makes the job a failed one, of which no more pieces are worth taking. */
export function giveUp(words) {
  Atomics.store(words, Words.failed, 1);
  Atomics.store(words, Words.next, words[Words.total]);
}

/** Names of the module's functions, in an order that all threads agree on. */
export function functionNames(module) {
  return WebAssembly.Module.exports(module)
    .map(({ name }) => name)
    .sort();
}

/** @returns whether the thread takes part in the job, which then stays the same until it leaves */
function join(words, bit) {
  for (;;) {
    const gate = Atomics.load(words, Words.gate);
    if (gate & CLOSED) return false;
    if (Atomics.compareExchange(words, Words.gate, gate, gate | bit) === gate) return true;
  }
}

function leave(words, bit) {
  if ((Atomics.and(words, Words.gate, ~bit) & ~bit) === CLOSED) Atomics.notify(words, Words.gate);
}

/**
 * Does pieces of every job, until it is told to stop. A piece that fails ends the job, not the thread.
 * @param {{ module: WebAssembly.Module, memory: WebAssembly.Memory, control: number, thread: number }} setup
 * @param {() => void} ready called before the first job can be taken
 */
export function serve({ module, memory, control, thread }, ready) {
  const native = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const functions = functionNames(module).map((name) => native[name]);
  const bit = 1 << thread;
  let address = control;
  let words = controlWords(memory, address);
  let job = -1;
  ready();
  for (;;) {
    for (let looks = 0; looks < LOOKS && Atomics.load(words, Words.job) === job; looks++);
    Atomics.wait(words, Words.job, job); // at once where there is another
    const next = Atomics.load(words, Words.job);
    if (next === job) continue;
    job = next;
    if (Atomics.load(words, Words.stopped)) return;
    const successor = Atomics.load(words, Words.successor);
    if (successor) {
      address = successor >>> 0;
      words = controlWords(memory, address);
      job = -1;
      continue;
    }
    if (!join(words, bit)) continue;
    try {
      const work = functions[words[Words.function]];
      const scratch = words[Words.scratch] + thread * words[Words.scratchStep];
      takePieces(words, (begin, end) => work(address + 4 * Words.arguments, begin, end, scratch));
    } catch {
      giveUp(words);
    } finally {
      leave(words, bit);
    }
  }
}
