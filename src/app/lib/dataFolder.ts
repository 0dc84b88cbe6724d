/** Where the build has put the folders of public/, relative to the page (tools/build/publicFiles.ts). */
declare const __DATA__: string;

/** The absolute URL of a folder of public/. Ends in a slash. */
export const dataFolder = (name: 'samples' | 'scene' | 'weights') =>
  new URL(`${__DATA__}${name}/`, document.baseURI).href;
