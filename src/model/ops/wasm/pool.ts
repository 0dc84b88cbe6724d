import { GlipError } from '../../errors';
import { JOB_WORDS, type Address, type Jobs } from './abi';
import { writeJob } from './job';
import { Sharing } from './sharing';
import {
  CLOSED,
  controlWords,
  functionNames,
  giveUp,
  MAX_THREADS,
  takePieces,
  Words,
  type ThreadSetup,
} from './thread.js';

/** Work that can be divided among threads. */
export interface Work {
  readonly total: number;
  /** Parts are multiples of this. */
  readonly quantum: number;
  /** What a kernel does at once. Parts are multiples of it where that leaves more than one for each thread. */
  readonly block?: number;
  /** Multiply-adds, roughly. */
  readonly cost: number;
}

/** Pieces for each thread: one on a slower core, or that is disturbed, leaves some of its own to the others. */
const PIECES = 4;
/** Multiply-adds of a piece, some hundredths of a second: a thread that takes much longer for one is gone. */
const LARGEST_PIECE = 100_000_000;

/** How much a thread takes at once. */
export function pieceOf({ total, quantum, block = quantum, cost }: Work, threads: number): number {
  const up = (size: number, multiple: number) => Math.ceil(size / multiple) * multiple;
  const pieces = Math.max(threads * PIECES, cost / LARGEST_PIECE);
  return total >= threads * PIECES * block ? up(total / pieces, block) : up(total / threads, quantum);
}

/**
 * Starts a thread that runs `serve`; resolves when that is ready. How, depends on where we run.
 * @param onEnd to be called when the thread ends, whenever that is.
 */
export type SpawnThread = (setup: ThreadSetup, onEnd: () => void) => Promise<void>;

/** Waking the threads takes some hundredths of a millisecond: less work than this is done sooner alone. */
const WORTH_DIVIDING = 400_000;
/** The others are done about when we are: looking again is faster than going to sleep, for so many times. */
const LOOKS = 20_000;

/** Threads usually start well within this; those that take longer join when they are ready. */
const START_MILLISECONDS = 1_000;

/** Silence is counted in these, and not by the clock, which goes on while the machine sleeps. */
const TICK_MILLISECONDS = 100;
/** A thread that does not finish its piece in so many ticks is taken for gone … */
const PATIENCE_TICKS = 8;
/** … unless that is less than so many times as long as the caller took for a piece of its own: on a slow machine. */
const SLOWER = 8;

/** A job that was left to the threads that did not finish it. */
interface AbandonedJob {
  /** Its control block, which is theirs now. */
  readonly words: Int32Array;
  readonly threads: readonly number[];
  /** Called when they have finished it after all: nothing is written for it any more. */
  onReturn?: () => void;
}

/** A thread has neither finished its piece nor failed: it may be gone, or only slow, and still write where the job told it to. */
export class LostThread extends GlipError {
  constructor(
    readonly job?: AbandonedJob,
    options?: ErrorOptions,
  ) {
    super(
      'backend',
      'A thread stopped in the middle of the computation; running it again will do with the threads that are left.',
      options,
    );
  }
}

export interface PoolOptions {
  /** The calling thread included. */
  readonly threads: number;
  readonly spawn: SpawnThread;
  /** Share work even while that does not pay. */
  readonly forced: boolean;
  /** Takes memory for a control block, for ever. */
  readonly allocate: (words: number) => Address;
}

/** Threads that wait for jobs on a control block in the shared memory. */
export class ThreadPool {
  /** Where the struct of a job's arguments lies. */
  job: Address | undefined;
  private words!: Int32Array;
  private readonly functions: readonly string[];
  private readonly sharing?: Sharing;
  /** Numbers of the threads that run, besides the one that calls. */
  private readonly others = new Set<number>();
  private readonly ended = new Set<number>();
  private abandoned: AbandonedJob[] = [];

  private constructor(
    private readonly module: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly options: PoolOptions,
  ) {
    if (options.threads > MAX_THREADS) throw new RangeError(`There are at most ${MAX_THREADS} threads.`);
    this.functions = functionNames(module);
    if (!options.forced) this.sharing = new Sharing();
  }

  /** Threads that do not start are done without. */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    options: PoolOptions,
  ): Promise<ThreadPool> {
    const pool = new ThreadPool(module, memory, options);
    const control = pool.takeControl();
    const started = Array.from({ length: options.threads - 1 }, (_, i) => pool.spawn(control, i + 1));
    if (started.length > 0)
      await Promise.race([Promise.all(started), new Promise((resolve) => setTimeout(resolve, START_MILLISECONDS))]);
    return pool;
  }

  /** Threads that run, the calling one included. */
  get threads(): number {
    return this.others.size + 1;
  }

  worthIt({ cost }: Work): boolean {
    if (this.abandoned.length > 0) this.takeBack();
    return this.others.size > 0 && cost >= WORTH_DIVIDING && (this.sharing?.pays() ?? true);
  }

  /** Writes the arguments of the next job where the kernels read them. */
  write<Name extends keyof Jobs>(name: Name, job: Jobs[Name]): void {
    if (this.job === undefined) throw new LostThread();
    writeJob(this.memory.buffer, this.job, name, job);
  }

  /**
   * Shares the job that was written last with the others, does its own pieces with `own`, and returns when all are done.
   * @param scratch memory of the calling thread; that of every other is `scratchStep` bytes behind that of the one before.
   * @throws GlipError `backend` when a piece fails anywhere; no thread works on the job any longer. LostThread when that is not sure.
   */
  run(
    name: keyof Jobs,
    work: Work,
    scratch: number,
    scratchStep: number,
    own: (begin: number, end: number) => void,
  ): void {
    const { words } = this;
    const index = this.functions.indexOf(name);
    if (index < 0) throw new TypeError(`The native module has no kernel "${name}".`);
    words[Words.function] = index;
    words[Words.total] = work.total;
    words[Words.piece] = pieceOf(work, this.threads);
    words[Words.next] = 0;
    words[Words.scratch] = scratch;
    words[Words.scratchStep] = scratchStep;
    words[Words.failed] = 0;
    const start = performance.now();
    let longest = 0;
    let done = 0;
    let failure: unknown;
    Atomics.store(words, Words.gate, 0);
    this.wake(words);
    try {
      done = takePieces(words, (begin, end) => {
        const since = performance.now();
        own(begin, end);
        longest = Math.max(longest, performance.now() - since);
      });
    } catch (error) {
      giveUp(words);
      failure = error;
    }
    const alone = ((performance.now() - start) * work.total) / done;
    Atomics.or(words, Words.gate, CLOSED);
    this.awaitOthers(longest);
    if (Atomics.load(words, Words.failed)) throw brokenOff(name, failure);
    if (done > 0) this.sharing?.record(performance.now() - start, alone);
  }

  stop(): void {
    // Memory that is not shared grows by moving, and the view of it is gone.
    if (this.options.threads === 1) return;
    Atomics.store(this.words, Words.stopped, 1);
    this.wake(this.words);
  }

  private async spawn(control: Address, thread: number): Promise<void> {
    const { module, memory } = this;
    const onEnd = () => {
      this.ended.add(thread);
      this.others.delete(thread);
    };
    try {
      await this.options.spawn({ module, memory, control, thread }, onEnd);
      if (!this.ended.has(thread)) this.others.add(thread);
    } catch {
      onEnd();
    }
  }

  /** Returns when all who have joined the job have left it. */
  private awaitOthers(longest: number): void {
    const { words } = this;
    const patience = Math.max(PATIENCE_TICKS, Math.ceil((SLOWER * longest) / TICK_MILLISECONDS));
    let silent = 0;
    let last = 0;
    for (let looks = 0; ; looks++) {
      const gate = Atomics.load(words, Words.gate);
      if (gate === CLOSED) return;
      if (looks <= LOOKS) continue;
      if (gate !== last) silent = 0;
      last = gate;
      if (Atomics.wait(words, Words.gate, gate, TICK_MILLISECONDS) === 'timed-out' && ++silent >= patience) {
        throw this.abandon(gate);
      }
    }
  }

  /**
   * Goes on without the threads that are still in the job. Should one wake up, it reads the job that it knows, so the control block is left to
   * it; it joins the others again when it is done.
   */
  private abandon(gate: number): LostThread {
    const { words } = this;
    giveUp(words);
    const threads = Array.from({ length: this.options.threads }, (_, thread) => thread).filter(
      (thread) => thread > 0 && gate & (1 << thread),
    );
    for (const thread of threads) this.others.delete(thread);
    const job: AbandonedJob = { words, threads };
    this.abandoned.push(job);
    this.job = undefined;
    try {
      Atomics.store(words, Words.successor, this.takeControl());
    } catch (cause) {
      return new LostThread(job, { cause }); // so will be every job to come
    }
    this.wake(words);
    return new LostThread(job);
  }

  /** Counts the threads in again that have finished what was abandoned. */
  private takeBack(): void {
    const isFinished = ({ words }: AbandonedJob) => Atomics.load(words, Words.gate) === CLOSED;
    for (const { threads, onReturn } of this.abandoned.filter(isFinished)) {
      for (const thread of threads) if (!this.ended.has(thread)) this.others.add(thread);
      onReturn?.();
    }
    this.abandoned = this.abandoned.filter((job) => !isFinished(job));
  }

  /** Makes a new control block the one that is used. */
  private takeControl(): Address {
    const control = this.options.allocate(Words.arguments + JOB_WORDS);
    this.words = controlWords(this.memory, control).fill(0);
    this.words[Words.gate] = CLOSED;
    this.job = (control + 4 * Words.arguments) as Address;
    return control;
  }

  private wake(words: Int32Array): void {
    Atomics.add(words, Words.job, 1);
    Atomics.notify(words, Words.job);
  }
}

/** What a kernel that failed is told as. */
export function brokenOff(name: keyof Jobs, cause: unknown): GlipError {
  return new GlipError(
    'backend',
    `The computation broke off in WebAssembly (${name}); running it again, or a smaller picture, may help.`,
    { cause },
  );
}
