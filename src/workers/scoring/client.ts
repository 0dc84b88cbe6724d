import { wrap, type Remote } from 'comlink';
import { installErrorTransfer } from '../errors';
import type { DataSet, ScoringWorkerApi } from './protocol';

/** A data set in a worker of its own, with the answers to its pictures. */
export interface Scoring {
  readonly dataSet: DataSet;
  readonly worker: Omit<Remote<ScoringWorkerApi>, 'open'>;
  /** Ends the worker: what is still asked of it is never answered. */
  close(): void;
}

/** Reads annotations in a new worker; see ScoringWorkerApi. @throws Error with one sentence about the file. */
export async function openScoring(file: Blob, name: string): Promise<Scoring> {
  installErrorTransfer();
  const worker = new Worker(new URL('./scoring.worker.ts', import.meta.url), { type: 'module', name: 'scoring' });
  const api = wrap<ScoringWorkerApi>(worker);
  try {
    return { dataSet: await api.open(file, name), worker: api, close: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
