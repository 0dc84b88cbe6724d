import { usePage, type Page } from '../page';
import type { MessageAction } from '../state/state';

/** What the visitor can do about a message. */
export function ActionButton({ action }: { action: MessageAction }) {
  const page = usePage();
  return (
    <button type="button" className="small primary" onClick={() => void act(action, page)}>
      {action.label}
    </button>
  );
}

function act(action: MessageAction, { store, engine, models, pictures, ground, reload, copyReport }: Page): unknown {
  const { openLibrary, setTuned, undo, tell } = store.getState();
  switch (action.does) {
    case 'get-model':
      openLibrary(action.id);
      return models.download(action.id);
    case 'open-address':
      tell('picture', undefined);
      return pictures.openAddress(action.url);
    case 'show-models':
      return openLibrary();
    case 'leave-taught':
      return setTuned(undefined);
    case 'undo':
      return undo();
    case 'retry-load':
      return engine.retry();
    case 'retry-run':
      return ground.ground();
    case 'reload':
      return reload();
    case 'copy-report':
      return copyReport();
    case 'retry-library':
      return models.refresh();
  }
}
