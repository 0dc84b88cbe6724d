/** What can be done on the page, each in a view of its own. */
export const VIEWS = ['ground', 'teach', 'evaluate', 'label'] as const;
export type ViewName = (typeof VIEWS)[number];

/** The view that a fragment (with `#`) names; a share link, or nothing, is of Ground. */
export const viewOf = (fragment: string): ViewName => VIEWS.find((view) => fragment === `#${view}`) ?? 'ground';
