import { formatBytes } from '../../lib/format';
import { comesWithPage, registryModel } from '../../../workers/registry/registry';
import type { AppStoreApi } from '../../state/appStore';
import type { Library } from './modelsController';

/**
 * Sees to it that a link is shown with the model that it was made with; where that is not here, another stands in, and the
 * visitor is told and offered it.
 */
export async function wantModel(id: string, store: AppStoreApi, library: Library): Promise<void> {
  const { model, nextModel, stored, tell } = store.getState();
  if ((nextModel ?? model).id === id) return;
  if (!comesWithPage(id) && stored === undefined) await library.refresh();
  if (library.find(id)) return library.switchTo(id);
  const known = registryModel(id);
  const here = store.getState().stored?.some((other) => other.id === id);
  const lacks = here ? 'whose tokenizer is not on this machine' : 'which is not on this machine';
  const text = `This link was made with ${known?.title ?? `the model “${id}”`}, ${lacks}. ${model.title} stands in for it: its boxes are not those of the link.`;
  const action =
    known && !here
      ? ({ label: `Get ${known.title} (${formatBytes(known.neededBytes)})`, does: 'get-model', id } as const)
      : ({ label: 'Show models', does: 'show-models' } as const);
  tell('link', { tone: 'info', text, action });
}
