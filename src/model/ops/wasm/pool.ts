import { Sharing } from './sharing';
import { CONTROL_WORDS, functionNames, share, STOP, Words, type ThreadSetup } from './thread.js';

/** Work that can be divided among threads: the function's last three arguments are begin, end and scratch memory. */
export interface Work {
  readonly total: number;
  /** Parts are multiples of this. */
  readonly quantum: number;
  /** Multiply-adds, roughly. */
  readonly cost: number;
  /** Floats of memory that each thread needs for itself. */
  readonly scratch: number;
}

/** Starts a thread that runs `serve`; resolves when that is ready. How, depends on where we run. */
export type SpawnThread = (setup: ThreadSetup) => Promise<void>;

/** Waking the threads takes some hundredths of a millisecond: less work than this is done sooner alone. */
const WORTH_DIVIDING = 400_000;
/** The others are done about when we are: looking again is faster than going to sleep, for so many times. */
const LOOKS = 20_000;

/** Threads that wait for jobs on a control block in the shared memory. */
export class ThreadPool {
  private readonly words: Int32Array;
  private readonly functions: readonly string[];
  private readonly threads: number;

  private constructor(
    { module, memory, control, threads }: Omit<ThreadSetup, 'thread'>,
    private readonly sharing?: Sharing,
  ) {
    this.threads = threads;
    this.words = new Int32Array(memory.buffer, control, CONTROL_WORDS).fill(0);
    this.functions = functionNames(module);
  }

  /**
   * @param setup.control CONTROL_WORDS words that nobody else uses.
   * @param forced share work even while that does not pay.
   */
  static async start(setup: Omit<ThreadSetup, 'thread'>, spawn: SpawnThread, forced: boolean): Promise<ThreadPool> {
    const pool = new ThreadPool(setup, forced ? undefined : new Sharing());
    await Promise.all(Array.from({ length: setup.threads - 1 }, (_, i) => spawn({ ...setup, thread: i + 1 })));
    return pool;
  }

  worthIt({ cost }: Work): boolean {
    return cost >= WORTH_DIVIDING && (this.sharing?.pays() ?? true);
  }

  /** Gives the others their parts, does the first with `own`, and returns when all are done. */
  run(name: string, args: readonly number[], { total, quantum }: Work, scratch: number, scratchStep: number, own: (begin: number, end: number) => void): void {
    const { words } = this;
    words[Words.function] = this.functions.indexOf(name);
    words[Words.total] = total;
    words[Words.quantum] = quantum;
    words[Words.scratch] = scratch;
    words[Words.scratchStep] = scratchStep;
    words[Words.count] = args.length;
    words.set(args, Words.arguments);
    const start = performance.now();
    this.announce();
    const [begin, end] = share(total, quantum, 0, this.threads);
    own(begin, end);
    const done = performance.now();
    this.awaitOthers();
    this.sharing?.record(performance.now() - start, ((done - start) * total) / (end - begin));
  }

  private awaitOthers(): void {
    const { words } = this;
    for (let looks = 0; ; looks++) {
      const unfinished = Atomics.load(words, Words.unfinished);
      if (unfinished === 0) return;
      if (looks > LOOKS) Atomics.wait(words, Words.unfinished, unfinished);
    }
  }

  stop(): void {
    this.words[Words.function] = STOP;
    this.announce();
  }

  private announce(): void {
    Atomics.store(this.words, Words.unfinished, this.threads - 1);
    Atomics.add(this.words, Words.job, 1);
    Atomics.notify(this.words, Words.job);
  }
}
