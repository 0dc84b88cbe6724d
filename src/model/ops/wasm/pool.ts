import { Sharing } from './sharing';
import { CONTROL_WORDS, functionNames, STOP, takePieces, Words, type ThreadSetup } from './thread.js';

/** Work that can be divided among threads: the function's last three arguments are begin, end and scratch memory. */
export interface Work {
  readonly total: number;
  /** Parts are multiples of this. */
  readonly quantum: number;
  /** Parts of more than one for each thread are multiples of this, if of more than the quantum: it is done at once. */
  readonly block?: number;
  /** Multiply-adds, roughly. */
  readonly cost: number;
  /** Floats of memory that each thread needs for itself. */
  readonly scratch: number;
}

/** Pieces for each thread: one on a slower core, or that is disturbed, leaves some of its own to the others. */
const PIECES = 4;

/** How much a thread takes at once. */
export function pieceOf({ total, quantum, block = quantum }: Pick<Work, 'total' | 'quantum' | 'block'>, threads: number): number {
  const up = (size: number, multiple: number) => Math.ceil(size / multiple) * multiple;
  return total >= threads * PIECES * block ? up(total / (threads * PIECES), block) : up(total / threads, quantum);
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

  private constructor(
    { module, memory, control }: Omit<ThreadSetup, 'thread'>,
    private readonly threads: number,
    private readonly sharing?: Sharing,
  ) {
    this.words = new Int32Array(memory.buffer, control, CONTROL_WORDS).fill(0);
    this.functions = functionNames(module);
  }

  /**
   * @param setup.control CONTROL_WORDS words that nobody else uses.
   * @param forced share work even while that does not pay.
   */
  static async start(setup: Omit<ThreadSetup, 'thread'>, threads: number, spawn: SpawnThread, forced: boolean): Promise<ThreadPool> {
    const pool = new ThreadPool(setup, threads, forced ? undefined : new Sharing());
    await Promise.all(Array.from({ length: threads - 1 }, (_, i) => spawn({ ...setup, thread: i + 1 })));
    return pool;
  }

  worthIt({ cost }: Work): boolean {
    return cost >= WORTH_DIVIDING && (this.sharing?.pays() ?? true);
  }

  /** Shares a job with the others, does its own pieces with `own`, and returns when all are done. */
  run(name: string, args: readonly number[], work: Work, scratch: number, scratchStep: number, own: (begin: number, end: number) => void): void {
    const { words } = this;
    words[Words.function] = this.functions.indexOf(name);
    words[Words.total] = work.total;
    words[Words.piece] = pieceOf(work, this.threads);
    words[Words.next] = 0;
    words[Words.scratch] = scratch;
    words[Words.scratchStep] = scratchStep;
    words[Words.count] = args.length;
    words.set(args, Words.arguments);
    const start = performance.now();
    this.announce();
    const done = takePieces(words, own);
    const alone = ((performance.now() - start) * work.total) / done;
    this.awaitOthers();
    if (done > 0) this.sharing?.record(performance.now() - start, alone);
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
