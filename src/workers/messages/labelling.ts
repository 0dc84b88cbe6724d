import type { LabelledBox } from '../../data/datasets/labelledPicture';
import type { Detection, Phrase } from '../../model';

/** The typed contract between page and labelling.worker.ts: plain data only. */

/** What holds for all pictures of the labelling. */
export interface LabelSettings {
  /** Grounded in pictures without a caption of their own. */
  readonly prompt: string;
  /** Least score of the boxes that are proposed. */
  readonly confidence: number;
  /** Whether the visitor has paused it: it does not go on by itself. */
  readonly paused: boolean;
}

/** A picture as it was brought; never changes. */
export interface KeptPicture {
  /** Names its folder. */
  readonly id: string;
  /** Path of the visitor's file. */
  readonly name: string;
  readonly bytes: number;
}

/** What the model and the visitor made of a picture. */
export interface LabelRecord {
  /** Of the picture alone; undefined: the prompt of the settings. */
  readonly caption: string | undefined;
  readonly grounded: GroundedPicture | undefined;
  /** Why it could not be grounded: a sentence. */
  readonly failure: string | undefined;
  /** As the visitor left them; undefined: what the model proposes. */
  readonly boxes: readonly LabelledBox[] | undefined;
  readonly review: 'open' | 'accepted' | 'rejected';
}

export interface GroundedPicture {
  /** The text that was grounded. */
  readonly text: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly phrases: readonly Pick<Phrase, 'start' | 'end' | 'text'>[];
  /** Everything found, best first: another confidence needs no model. */
  readonly detections: readonly Detection[];
}

export interface LabelEntry extends KeptPicture {
  readonly record: LabelRecord;
}

export interface OpenedLabelling {
  /** False where the browser lets the page store nothing: all of it ends with the visit. */
  readonly lasting: boolean;
  /** Undefined where there has been none. */
  readonly settings: LabelSettings | undefined;
  /** In the order in which they were brought. */
  readonly entries: readonly LabelEntry[];
}

/** What labelling.worker.ts exposes through Comlink. Errors are GlipErrors: `storage` where there is no room. */
export interface LabellingWorkerApi {
  /** What is kept on this device. @throws GlipError `storage` while another tab has it open. */
  open(): Promise<OpenedLabelling>;
  saveSettings(settings: LabelSettings): Promise<void>;
  /** Keeps a picture. It is whole when this resolves; whatever breaks off before leaves nothing. */
  add(file: Blob, name: string, record: LabelRecord): Promise<LabelEntry>;
  saveRecord(id: string, record: LabelRecord): Promise<void>;
  /** The picture's file. */
  picture(id: string): Promise<Blob>;
  /** Forgets the labelling with all its pictures. */
  clear(): Promise<void>;
}
