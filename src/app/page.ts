import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { InputSize } from '../model';
import type { TokenizerSource } from '../workers/messages/library';
import type { ModelSource } from '../workers/messages/grounding';
import type { Engine } from './engine/engine';
import type { SceneName } from './lib/sceneName';
import type { AppStore, AppStoreApi } from './state/appStore';
import type { ModelName, PictureOrigin, TruePhrase } from './state/state';
import type { ViewName } from './state/views';

/** Everything that features share: the store, the engine, and what more than one of them can ask for. main.tsx builds it, once. */
export interface Page {
  readonly store: AppStoreApi;
  readonly engine: Engine;
  readonly address: Address;
  readonly pictures: PicturesController;
  readonly models: ModelsController;
  readonly ground: GroundController;
  readonly keptWork: KeptWork;
  /** Takes whatever files a visitor drops or chooses: pictures are shown, a checkpoint is stored and used, a config or a tokenizer goes to the model that waits for it. */
  readonly openFiles: (files: readonly File[], nameless?: string) => Promise<void>;
  /** The link of what Ground shows. @throws ShareLinkError with a sentence where there is none. */
  readonly shareLink: () => Promise<{ readonly url: string; readonly note: string }>;
  /** Loads the page anew; its text and its picture are there again. */
  readonly reload: () => Promise<void>;
  /** Draws pictures to try a view with. @param noun what each of them shows and names. */
  readonly drawExamples: (count: number, noun?: string) => Promise<readonly Example[]>;
  /** Tells the visitor of a failure that nobody expected, with a report to copy. */
  readonly reportError: (error: unknown) => void;
  /** Copies the report of such failures: the machine, the model and what was done, no picture and no text. */
  readonly copyReport: () => Promise<void>;
}

/** A picture with a caption, and where the things of its phrases are. */
export interface Example {
  readonly file: File;
  readonly width: number;
  readonly height: number;
  readonly caption: string;
  readonly phrases: readonly TruePhrase[];
}

/** The address bar. Nobody else reads or writes it. */
export interface Address {
  /** Shows what the address names, and follows it from now on. Resolves when the first view is there. */
  readonly start: () => Promise<void>;
  /** Goes to a view; Ground is shown as it is. */
  readonly goTo: (view: ViewName) => void;
  /** Writes the address of what Ground shows, which opens nothing. */
  readonly write: (url: string) => void;
}

/** Opens pictures from wherever they come, and has their files, which the store must not hold. */
export interface PicturesController {
  /** Each resolves to whether the picture is now shown; if not, the visitor was told and nothing else changed. */
  readonly openFile: (file: Blob, name: string, origin?: PictureOrigin) => Promise<boolean>;
  /** Shows the first of several pictures; the others wait in the strip. */
  readonly openSeveral: (files: readonly File[], nameless: string) => Promise<boolean>;
  readonly openAddress: (address: string) => Promise<boolean>;
  readonly openSample: (name: string) => Promise<boolean>;
  readonly openScene: (name: SceneName) => Promise<boolean>;
  /** The same with the sample's own text. */
  readonly chooseSample: (name: string) => Promise<void>;
  /** Draws a scene that nobody has seen, and asks for what its caption says. */
  readonly makeScene: () => Promise<void>;
  /** Shows a picture of the strip, by its place in it. */
  readonly showInStrip: (index: number) => Promise<void>;
  /** Reads the list of samples; their pictures follow, so that the gallery also works offline. */
  readonly listSamples: () => Promise<void>;
  /** The file of a picture that is shown, or can be shown again by undoing. */
  readonly file: (pictureId: string) => Blob | undefined;
  /** A new bitmap of it, which the caller may transfer. */
  readonly bitmap: (pictureId: string) => Promise<ImageBitmap>;
}

/** The visitor's models: how they come, stay, are used and go. The library's worker starts when one of these is first called. */
export interface ModelsController {
  /** Loads the model that the link names, else that of the last visit; the built-in one where it is not here. */
  readonly start: (wanted: string | undefined) => Promise<void>;
  /** Uses the model that a link names; where it is not here, another stands in, and the visitor is told and offered it. */
  readonly want: (id: string) => Promise<void>;
  /** Reads anew what is stored, what waits, and how much room there is. */
  readonly refresh: () => Promise<void>;
  /** The model's name and source, if it is here and complete. */
  readonly find: (id: string) => { readonly name: ModelName; readonly source: ModelSource } | undefined;
  /** Imports a checkpoint and whatever belongs to it; then it is used. */
  readonly importFiles: (files: readonly File[]) => Promise<void>;
  /** Downloads one of the registry, or what is left of an earlier download; then it is used. */
  readonly download: (id: string) => Promise<void>;
  /** Returns whether the address was one. */
  readonly downloadFrom: (address: string) => boolean;
  readonly pause: (arrival: number) => void;
  /** Also dismisses one that has failed. */
  readonly cancel: (arrival: number) => void;
  readonly discard: (id: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /**
   * Takes a config.json that comes apart from its weights. Weights that were refused without one are read again with it; otherwise
   * it waits for those that come next and do not tell their config themselves.
   * @param tokenizer files that came with it.
   */
  readonly addConfig: (file: File, tokenizer: readonly File[]) => Promise<void>;
  /** @param id of the model that waits for one; without it, the newest that does. */
  readonly addTokenizer: (source: TokenizerSource, id?: string) => Promise<void>;
  readonly switchTo: (id: string) => Promise<void>;
  /** For this visit and the next. */
  readonly chooseInputSize: (size: InputSize) => void;
}

export interface GroundController {
  /** Grounds now. */
  readonly ground: () => Promise<void>;
}

/** What is kept of Ground from one visit to the next, in the browser's private file system. */
export interface KeptWork {
  /** Shows what was kept, if that was of this address. Resolves to whether something was. */
  readonly restore: (fragment: string) => Promise<boolean>;
  /** Writes what has not been written yet. Resolves to whether all of it is kept. */
  readonly flush: () => Promise<boolean>;
  /** Deletes it; what is shown is kept again with the next change. */
  readonly forget: () => Promise<void>;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = use(PageContext);
  if (!page) throw new Error('This component is used outside of the page.');
  return page;
}

export const useApp = <T>(select: (state: AppStore) => T): T => useStore(usePage().store, select);
