import type { Span, TunedPrompt } from '../../../model';
import { parseImage, writeImage, type SharedImage } from './sharedImage';
import { parseTuned, writeTuned } from './sharedTuned';

/**
 * A view as a link: everything is in the URL's fragment, so no server ever sees it. The parts stay readable:
 * `#v=1&model=glip-micro&image=sample:street&prompt=a+red+car&threshold=0.35&spans=2-5&hidden=2-9`.
 * What comes in is untrusted; every field is validated.
 */
export interface SharedView {
  readonly model: string;
  readonly image: SharedImage;
  readonly prompt: string;
  readonly spans: readonly Span[];
  /** Phrases that are not shown, by their span. */
  readonly hidden: readonly Span[];
  readonly threshold: number;
  /** What the prompt was taught, where it was. */
  readonly tuned?: TunedPrompt;
}

/** Messengers and mail programs pass links of this length on; longer ones they cut. Characters of the fragment. */
export const MAX_FRAGMENT = 32 * 1024;
export const MAX_PROMPT = 4000;
const MAX_SPANS = 200;
/** Half of the link is left to the picture. Characters. */
const MAX_TUNED = MAX_FRAGMENT / 2;

/** One sentence about what is wrong with a link. */
export class ShareLinkError extends Error {
  override readonly name = 'ShareLinkError';
}

/** The fragment of a view, without `#`. Throws a ShareLinkError where the view does not fit into a link. */
export function encodeLink(view: SharedView): string {
  if (view.prompt.length > MAX_PROMPT)
    throw new ShareLinkError(
      `The text is too long for a link: ${view.prompt.length} characters, and the limit is ${MAX_PROMPT}.`,
    );
  if (view.tuned && writeTuned(view.tuned).length > MAX_TUNED)
    throw new ShareLinkError(
      'What was taught takes too much room for a link. Save it as a file in Teach, and leave it here before you copy the link.',
    );
  const fragment = writeFields(view);
  if (fragment.length > MAX_FRAGMENT)
    throw new ShareLinkError(
      `The view does not fit into a link of ${MAX_FRAGMENT / 1024} KB. A shorter text makes room.`,
    );
  // A link that this page would refuse is not given away.
  decodeLink(fragment);
  return fragment;
}

/** Characters that a picture in a link may take, beside everything else. */
export const roomForPicture = (view: SharedView) => MAX_FRAGMENT - writeFields(view).length;

function writeFields(view: SharedView): string {
  const fields = new URLSearchParams({
    v: '1',
    model: view.model,
    ...writeImage(view.image),
    prompt: view.prompt,
    threshold: String(Math.round(view.threshold * 1000) / 1000),
  });
  if (view.spans.length > 0) fields.set('spans', writeSpans(view.spans));
  if (view.hidden.length > 0) fields.set('hidden', writeSpans(view.hidden));
  if (view.tuned) fields.set('taught', writeTuned(view.tuned));
  // Colons, slashes and commas are legal in a fragment, and the link reads better with them.
  return fields.toString().replace(/%3A/g, ':').replace(/%2F/g, '/').replace(/%2C/g, ',');
}

/** Reads a fragment (with or without `#`). Throws a ShareLinkError whose message names the part that is broken. */
export function decodeLink(fragment: string): SharedView {
  const text = fragment.replace(/^#/, '');
  if (text.length > MAX_FRAGMENT) throw new ShareLinkError(`The link is longer than ${MAX_FRAGMENT / 1024} KB.`);
  const fields = new URLSearchParams(text);
  const field = (name: string) => {
    const values = fields.getAll(name);
    if (values.length > 1) throw new ShareLinkError(`The link has more than one “${name}”.`);
    return values[0];
  };
  const required = (name: string) => {
    const value = field(name);
    if (value === undefined) throw new ShareLinkError(`The link has no “${name}”; perhaps it was cut.`);
    return value;
  };
  const version = required('v');
  if (version !== '1') throw new ShareLinkError('The link was made by a newer version of this page.');
  const model = required('model');
  if (!/^[a-z\d][a-z\d.-]{0,60}$/.test(model)) throw new ShareLinkError('The link names no valid model.');
  const prompt = required('prompt');
  if (prompt.length > MAX_PROMPT)
    throw new ShareLinkError(`The text in the link is longer than ${MAX_PROMPT} characters.`);
  const image = parseImage(required('image'), field('name'));
  if (typeof image === 'string') throw new ShareLinkError(image);
  const spans = readSpans(field('spans'), prompt, 'spans');
  const taught = field('taught');
  const tuned = taught === undefined ? undefined : parseTuned(taught, { prompt, spans });
  if (typeof tuned === 'string') throw new ShareLinkError(tuned);
  return {
    model,
    image,
    prompt,
    spans,
    ...(tuned && { tuned }),
    hidden: readSpans(field('hidden'), prompt, 'hidden'),
    threshold: readThreshold(required('threshold')),
  };
}

const writeSpans = (spans: readonly Span[]) => spans.map(({ start, end }) => `${start}-${end}`).join(',');

function readSpans(text: string | undefined, prompt: string, name: string): Span[] {
  if (text === undefined) return [];
  const broken = new ShareLinkError(`The “${name}” of the link do not fit its text.`);
  const parts = text.split(',');
  if (parts.length > MAX_SPANS) throw broken;
  let last = 0;
  return parts.map((part) => {
    const match = /^(\d{1,5})-(\d{1,5})$/.exec(part);
    if (!match) throw broken;
    const [start, end] = [Number(match[1]), Number(match[2])];
    if (start < last || end <= start || end > prompt.length || prompt.slice(start, end).trim() === '') throw broken;
    last = end;
    return { start, end };
  });
}

function readThreshold(text: string): number {
  const value = /^(0|1|[01]?\.\d{1,6})$/.test(text) ? Number(text) : NaN;
  if (!(value >= 0 && value <= 1)) throw new ShareLinkError('The threshold in the link is not a number from 0 to 1.');
  return value;
}
