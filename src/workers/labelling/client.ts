import { wrap, type Remote } from 'comlink';
import { installErrorTransfer } from '../errors';
import type { LabellingWorkerApi } from './protocol';

/** Starts the worker that keeps the labelling; it serves for the rest of the visit. */
export function openLabelling(): Remote<LabellingWorkerApi> {
  installErrorTransfer();
  const worker = new Worker(new URL('./labelling.worker.ts', import.meta.url), { type: 'module', name: 'labelling' });
  return wrap<LabellingWorkerApi>(worker);
}
