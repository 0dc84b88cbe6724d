import type { ReactNode } from 'react';
import type { Page } from '../page';
import type { ViewName } from '../state/views';

export type LazyViewName = Exclude<ViewName, 'ground'>;
/** Renders the view, with what the visitor must know above it. */
type View = (notices: ReactNode) => ReactNode;

/** Views that are fetched when they are first opened, each a chunk of its own: who only grounds fetches none of them. */
export interface LazyViews {
  readonly open: (view: LazyViewName) => Promise<View>;
  /** Fetches the view anew when it is next opened, after it has failed. */
  readonly retry: (view: LazyViewName) => void;
}

type Loaders = Readonly<Record<LazyViewName, (page: Page) => Promise<View>>>;

const LOADERS: Loaders = {
  teach: async (page) => (await import('../features/teach')).openTeach(page),
  evaluate: async (page) => (await import('../features/evaluate')).openEvaluate(page),
  label: async (page) => (await import('../features/label')).openLabel(page),
};

/** A view that has been opened stays, with its controller and what that is at work on. */
export function createLazyViews(page: Page, loaders: Loaders = LOADERS): LazyViews {
  const opened = new Map<LazyViewName, { readonly view: Promise<View>; failed: boolean }>();
  return {
    open: (name) => {
      const known = opened.get(name);
      if (known) return known.view;
      const entry = { view: loaders[name](page), failed: false };
      entry.view.catch(() => (entry.failed = true));
      opened.set(name, entry);
      return entry.view;
    },
    retry: (name) => {
      if (opened.get(name)?.failed) opened.delete(name);
    },
  };
}
