import { library, reload, retryLoad, retryRun } from '../shell/page';
import type { MessageAction } from '../state/state';
import { appStore } from '../state/appStore';

/** What the visitor can do about a message. */
export function ActionButton({ action }: { action: MessageAction }) {
  return (
    <button type="button" className="small primary" onClick={() => act(action)}>
      {action.label}
    </button>
  );
}

function act(action: MessageAction): void {
  const { openLibrary, setTuned } = appStore.getState();
  switch (action.does) {
    case 'get-model':
      openLibrary(action.id);
      return void library.download(action.id);
    case 'show-models':
      return openLibrary();
    case 'leave-taught':
      return setTuned(undefined);
    case 'retry-load':
      return void retryLoad();
    case 'retry-run':
      return void retryRun();
    case 'reload':
      return void reload();
    case 'retry-library':
      return void library.refresh();
  }
}
