import type { WeightFormat } from '../../../model';
import type { PendingDownload, StoredModel } from '../../../workers/messages/library';
import { REGISTRY, type RegistryModel } from '../../../workers/registry/registry';
import type { AppState, Arrival } from '../../state/state';

/** Every model that the page knows of, with how it stands with each. Pure. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** Undefined for a model of the visitor's own. */
  readonly about: RegistryModel | undefined;
  /** Undefined while it is not here. */
  readonly kept: Kept | undefined;
  /** A download or an import at work, or one that failed. */
  readonly arrival: Arrival | undefined;
  /** A download that can go on. */
  readonly pending: PendingDownload | undefined;
  readonly use: 'in-use' | 'loading' | undefined;
}

export interface Kept {
  readonly where: 'page' | 'storage' | 'memory';
  readonly hasTokenizer: boolean;
  readonly parameters: number;
  readonly bytes: number;
  /** Of a stored model. */
  readonly format?: WeightFormat;
  readonly origin?: StoredModel['origin'];
  readonly variant?: string;
  /** The names of the classes that a stored model was fine-tuned for. */
  readonly classes?: readonly string[] | undefined;
}

export type Standing =
  | 'downloading'
  | 'opening'
  | 'in-use'
  | 'loading'
  | 'waits'
  | 'built-in'
  | 'stored'
  | 'visit'
  | 'failed'
  | 'paused'
  | 'absent';

type Facts = Pick<AppState, 'stored' | 'guests' | 'pending' | 'arrivals' | 'model' | 'modelStatus' | 'nextModel'>;

/** The visitor's own, the newest first, then those of the registry in its order. */
export function catalogue(state: Facts): CatalogueEntry[] {
  const { stored = [], guests, pending, arrivals } = state;
  const own = [...arrivals, ...guests, ...stored, ...pending].filter(
    ({ id }) => !REGISTRY.some((model) => model.id === id),
  );
  const titles = new Map([...own, ...REGISTRY].map(({ id, title }) => [id, title]));
  return [...titles].map(([id, title]) => ({
    id,
    title,
    about: REGISTRY.find((model) => model.id === id),
    kept: keptOf(id, state),
    arrival: state.arrivals.findLast((arrival) => arrival.id === id),
    pending: pending.find((download) => download.id === id),
    use: useOf(id, state),
  }));
}

function keptOf(id: string, { guests, stored }: Facts): Kept | undefined {
  const builtIn = REGISTRY.find((model) => model.id === id && model.builtIn);
  if (builtIn) return { where: 'page', hasTokenizer: true, parameters: builtIn.parameters, bytes: builtIn.neededBytes };
  const guest = guests.find((model) => model.id === id);
  if (guest)
    return {
      where: 'memory',
      hasTokenizer: guest.hasTokenizer,
      parameters: guest.parameters,
      bytes: guest.bytes,
      variant: guest.variant,
    };
  const model = stored?.find((other) => other.id === id);
  if (!model) return undefined;
  const { hasTokenizer, parameters, bytes, format, origin, variant, classes } = model;
  return { where: 'storage', hasTokenizer, parameters, bytes, format, origin, variant, classes };
}

function useOf(id: string, { model, modelStatus, nextModel }: Facts): CatalogueEntry['use'] {
  if (nextModel?.id === id) return 'loading';
  if (model.id !== id || modelStatus === 'failed') return undefined;
  return modelStatus === 'ready' ? 'in-use' : 'loading';
}

/** How it stands with a model, in one word: what matters most to the visitor comes first. */
export function standingOf({ kept, arrival, pending, use }: CatalogueEntry): Standing {
  if (arrival && arrival.failure === undefined) return arrival.kind === 'import' ? 'opening' : 'downloading';
  if (use) return use;
  if (kept && !kept.hasTokenizer) return 'waits';
  if (kept) return ({ page: 'built-in', storage: 'stored', memory: 'visit' } as const)[kept.where];
  if (arrival) return 'failed';
  return pending ? 'paused' : 'absent';
}
