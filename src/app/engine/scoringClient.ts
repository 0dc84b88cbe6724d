import type { Remote } from 'comlink';
import { installErrorTransfer, Superseded } from '../../workers/messages/errors';
import { RestartingWorker } from './restartingWorker';
import type { WorkerPart } from './workerHandle';
import type { Answer, AnsweredPicture, DataSet, Outcome, ScoringWorkerApi } from '../../workers/messages/scoring';

const PART: WorkerPart = { does: 'reads and scores data sets', remedy: '' };

/** A data set in a worker of its own, with the answers to its pictures; see ScoringWorkerApi. A worker that dies is replaced, and told all of it anew. */
export class Scoring {
  readonly #worker: RestartingWorker<ScoringWorkerApi, DataSet>;
  /** What a new worker is told: a results file, or the answers of a run. */
  #results?: { readonly file: Blob; readonly name: string };
  readonly #answers = new Map<number, Answer>();

  private constructor(file: Blob, name: string) {
    installErrorTransfer();
    this.#worker = new RestartingWorker<ScoringWorkerApi, DataSet>(
      () =>
        new Worker(new URL('../../workers/scoring/scoring.worker.ts', import.meta.url), {
          type: 'module',
          name: 'scoring',
        }),
      PART,
      async (api) => {
        const dataSet = await api.open(file, name);
        await this.#repeat(api);
        return dataSet;
      },
    );
  }

  /** Reads annotations in a new worker. @throws Error with one sentence about the file. */
  static async open(file: Blob, name: string): Promise<{ readonly scoring: Scoring; readonly dataSet: DataSet }> {
    const scoring = new Scoring(file, name);
    return { scoring, dataSet: await scoring.#worker.call((_, dataSet) => Promise.resolve(dataSet)) };
  }

  begin(): void {
    this.#results = undefined;
    this.#answers.clear();
    this.#tell((api) => api.begin());
  }

  take(index: number, answer: Answer): void {
    this.#answers.set(index, answer);
    this.#tell((api) => api.take(index, answer));
  }

  async takeResults(file: Blob, name: string): Promise<void> {
    await this.#worker.call((api) => api.takeResults(file, name));
    this.#results = { file, name };
    this.#answers.clear();
  }

  judge(threshold: number): Promise<Outcome> {
    return this.#worker.call(async (api): Promise<Outcome> => api.judge(threshold));
  }

  answered(index: number): Promise<AnsweredPicture> {
    return this.#worker.call((api) => api.answered(index));
  }

  resultsFile(): Promise<Blob> {
    return this.#worker.call((api) => api.resultsFile());
  }

  /** Ends the worker; what is still asked of it rejects with an AbortError. */
  close(): void {
    this.#worker.close(new Superseded('The data set has been closed.'));
  }

  /** Of a failure, whoever next wants an answer hears too. */
  #tell(work: (api: Remote<ScoringWorkerApi>) => Promise<void>): void {
    this.#worker.call(work).catch(() => undefined);
  }

  async #repeat(api: Remote<ScoringWorkerApi>): Promise<void> {
    if (this.#results) await api.takeResults(this.#results.file, this.#results.name);
    for (const [index, answer] of this.#answers) await api.take(index, answer);
  }
}
