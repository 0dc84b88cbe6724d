/** Keeps the visitor's labelling on the device: the files of the private file system are written in workers only. */
import { expose } from 'comlink';
import { GlipError } from '../../model';
import { installErrorTransfer } from '../messages/errors';
import { openRoot } from '../storage/opfsFolder';
import type { LabellingWorkerApi } from '../messages/labelling';
import { LabelStore } from './labelStore';
import { VisitStore } from './visitStore';

const LOCK = 'glip/labelling';
/** A page that is reloaded lets go a moment after the new one has begun. */
const LOCK_MILLISECONDS = 5000;

let store: Promise<LabellingWorkerApi> | undefined;
/** Writes happen one after the other: a file is open once only. */
let idle: Promise<unknown> = Promise.resolve();

const api: LabellingWorkerApi = {
  open: () => inTurn((labels) => labels.open()),
  saveSettings: (settings) => inTurn((labels) => labels.saveSettings(settings)),
  add: (file, name, record) => inTurn((labels) => labels.add(file, name, record)),
  saveRecord: (id, record) => inTurn((labels) => labels.saveRecord(id, record)),
  picture: (id) => inTurn((labels) => labels.picture(id)),
  clear: () => inTurn((labels) => labels.clear()),
};

function inTurn<T>(work: (labels: LabellingWorkerApi) => Promise<T>): Promise<T> {
  const result = idle.then(async () => work(await opened()));
  idle = result.catch(() => undefined);
  return result;
}

function opened(): Promise<LabellingWorkerApi> {
  store ??= openRoot().then(
    (root) => holdLock().then(() => new LabelStore(root)),
    () => new VisitStore(), // where nothing can be stored, pictures are labelled for this visit
  );
  store.catch(() => (store = undefined)); // another tab may be closed meanwhile
  return store;
}

/** Two tabs would write over each other. The lock is held until this worker ends. */
function holdLock(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_MILLISECONDS) }, () => {
      resolve();
      return new Promise(() => {});
    });
    request.catch((cause: unknown) =>
      reject(
        new GlipError(
          'storage',
          'Another tab of this page is labelling. Close it and reload this one, or go on there.',
          { cause },
        ),
      ),
    );
  });
}

installErrorTransfer();
expose(api);
