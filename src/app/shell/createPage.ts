import { createEngine } from '../engine/engine';
import { forcedOptions } from '../engine/forcedOptions';
import { createGroundController } from '../features/ground/groundController';
import { createModelsController } from '../features/models/modelsController';
import { createPicturesController } from '../features/pictures/picturesController';
import { shareLink } from '../features/share/shareLink';
import type { NetworkTensors } from '../../model';
import type { Engine } from '../engine/engine';
import type { Page } from '../page';
import { createAppStore } from '../state/appStore';
import { rememberedInputSize } from '../state/remembered';
import { recordHistory } from '../state/workSlice';
import { createAddress } from './address';
import { createErrorReport, watchForErrors } from './errorReport';
import { createKeptWork } from './keptWork';
import { acceptLaunches } from './launches';
import { keepForOffline } from './offline';
import { createOpenFiles } from './openFiles';
import { modelOf, openLink } from './openLink';
import { watchForRenewal } from './renewal';

/** Builds the page's parts. Nothing works yet. */
export function createPage(): Page & { readonly start: () => Promise<void> } {
  const store = createAppStore();
  const engine = createEngine({ store, forced: forcedOptions(location.search) });
  const drawScene: Parameters<typeof createPicturesController>[0]['drawScene'] = async (name) =>
    (await import('../features/scenes/openScene')).openScene(name);
  const pictures = createPicturesController({ store, drawScene });
  const models = createModelsController({ store, engine });
  const keptWork = createKeptWork({ store, pictures });
  // Not before the first run, so that nothing competes with it.
  const ground = createGroundController({ store, engine, pictures, onFirstRun: () => void keepForOffline() });
  let listed: Promise<void> = Promise.resolve();
  const clearAddress = () => address.write(location.pathname + location.search);
  const address = createAddress({
    store,
    open: (fragment) => openLink(fragment, { store, pictures, models, keptWork, listed, clearAddress }),
  });
  const { reportError, copyReport } = createErrorReport(store);
  const openFiles = createOpenFiles({ pictures, models });
  const page: Page = {
    store,
    engine,
    address,
    pictures,
    models,
    ground,
    keptWork,
    openFiles,
    reportError,
    copyReport,
    drawExamples: async (count, noun) => (await import('../features/scenes/drawExamples')).drawExamples(count, noun),
    shareLink: () => shareLink({ store, pictures }),
    reload: async () => {
      // Where nothing can be kept, the link brings text and picture back, the picture as a small copy.
      if (!(await keptWork.flush()))
        await page.shareLink().then(
          ({ url }) => address.write(url),
          () => undefined,
        );
      window.location.reload();
    },
  };

  /** Starts the page: the model loads while the picture is fetched. */
  async function start(): Promise<void> {
    if (new URLSearchParams(location.search).has('debug')) exposeForTests(engine);
    const size = rememberedInputSize();
    if (size) store.getState().setInputSize(size);
    listed = pictures.listSamples();
    watchForErrors(page);
    watchForRenewal(store);
    recordHistory(store);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void keptWork.flush();
    });
    const loaded = models.start(modelOf(location.hash));
    const shown = address.start();
    acceptLaunches(page);
    await Promise.all([loaded, shown]);
  }
  return { ...page, start };
}

/** With `?debug`, end-to-end tests can count memory, compare numbers and break things on purpose. */
function exposeForTests(engine: Engine): void {
  const hooks = {
    memory: async () => (await engine.ready()).memory(),
    alignment: async (input: NetworkTensors) => (await engine.ready()).debugAlignment(input),
    killWorker: async () => (await engine.ready()).debugTerminate(),
    destroyDevice: async () => (await engine.ready()).debugDestroyDevice(),
  };
  Object.assign(window, { __glip: hooks });
}
