import { installErrorTransfer } from '../../workers/messages/errors';
import { RestartingWorker } from './restartingWorker';
import type { WorkerPart } from './workerHandle';
import type { LabellingWorkerApi, OpenedLabelling } from '../../workers/messages/labelling';

const PART: WorkerPart = { does: 'keeps pictures and labels', remedy: 'What was kept on this device is still there.' };

/** The page's side of what is kept. The worker starts with the first call, and anew after a crash; `open` says what was there at its start. */
export function openLabelling(): LabellingWorkerApi {
  installErrorTransfer();
  const worker = new RestartingWorker<LabellingWorkerApi, OpenedLabelling>(
    () =>
      new Worker(new URL('../../workers/labelling/labelling.worker.ts', import.meta.url), {
        type: 'module',
        name: 'labelling',
      }),
    PART,
    (api) => api.open(), // only a worker that has seen what is kept knows which names are free
  );
  return {
    open: () => worker.call((_, opened) => Promise.resolve(opened)),
    saveSettings: (settings) => worker.call((api) => api.saveSettings(settings)),
    add: (file, name, record) => worker.call((api) => api.add(file, name, record)),
    saveRecord: (id, record) => worker.call((api) => api.saveRecord(id, record)),
    picture: (id) => worker.call((api) => api.picture(id)),
    clear: () => worker.call((api) => api.clear()),
  };
}
