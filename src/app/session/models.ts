/** The models that the page offers. `name` is what share links carry. */
export const MODEL = { name: 'glip-micro', weights: () => new URL('weights/glip-micro/', document.baseURI).href } as const;
