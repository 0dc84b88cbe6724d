import type { WinkMethods } from 'wink-nlp';
import type { Span } from '../../types';

export interface TaggedWord extends Span {
  /** In lower case. */
  readonly text: string;
  /** Universal part of speech, e.g. NOUN; `POSS` for a possessive ending. */
  readonly tag: string;
}

/**
 * Words of a text with their parts of speech. The tagger (1 MB gzip) is loaded by the first call.
 * @param bound ranges that are one word each, and name something; see boundWords.
 */
export async function tagWords(text: string, bound: readonly Span[] = []): Promise<TaggedWord[]> {
  const nlp = await load();
  // Capitals make the tagger see names everywhere, and the model does not read them. No replacement moves an offset.
  const plain = text
    .replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
    .replace(/[‘’]/g, "'")
    .replace(/[‐‑]/g, '-');
  const tokens = nlp.readDoc(plain).tokens();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- wink-nlp recognises the function itself
  const tags = tokens.out(nlp.its.pos) as string[];
  const words: TaggedWord[] = [];
  let end = 0;
  tokens.out().forEach((token, i) => {
    const start = plain.indexOf(token, end);
    if (start < 0) return;
    end = start + token.length;
    words.push({ start, end, text: token, tag: tags[i]! });
  });
  return joinParts(mergeBound(words, bound));
}

/** Both are in order and apart, so one walk does. */
function mergeBound(words: readonly TaggedWord[], bound: readonly Span[]): TaggedWord[] {
  const merged: TaggedWord[] = [];
  let next = 0;
  for (const word of words) {
    while ((bound[next]?.end ?? Infinity) <= word.start) next++;
    const span = bound[next];
    const last = merged.at(-1);
    if (!span || word.end <= span.start) merged.push(word);
    else if (last && last.start >= span.start)
      merged[merged.length - 1] = { ...last, end: word.end, text: last.text + word.text };
    else merged.push({ ...word, tag: 'NOUN' });
  }
  return merged;
}

let loading: Promise<WinkMethods> | undefined;

function load(): Promise<WinkMethods> {
  loading ??= Promise.all([import('wink-nlp'), import('wink-eng-lite-web-model')]).then(
    ([{ default: winkNLP }, { default: model }]) => winkNLP(model, ['sbd', 'pos']),
  );
  // A failed download may succeed the next time.
  loading.catch(() => (loading = undefined));
  return loading;
}

/** The tagger takes "t-shirt" and "3d" apart and some possessive endings for quotes; here they are put right. */
function joinParts(parts: readonly TaggedWord[]): TaggedWord[] {
  const words: TaggedWord[] = [];
  parts.forEach((part, i) => {
    const last = words.at(-1);
    const joins =
      last?.end === part.start && (isHyphen(part, parts[i + 1]) || (/[-\d]$/.test(last.text) && startsWord(part)));
    if (joins) {
      words[words.length - 1] = {
        start: last.start,
        end: part.end,
        text: last.text + part.text,
        tag: compoundTag(part.tag),
      };
    } else if (last?.end === part.start && (part.text === "'s" || (part.text === "'" && last.text.endsWith('s')))) {
      words.push({ ...part, tag: part.tag === 'AUX' || part.tag === 'VERB' ? part.tag : 'POSS' });
    } else if (!IGNORED.test(part.text)) {
      words.push(part);
    }
  });
  return words;
}

/** White space, unless it ends a line, and quotation marks: they change nothing in what is said. */
const IGNORED = /^(?:[^\S\n\r]+|["'`“”«»]+)$/;
const isHyphen = (part: TaggedWord, next: TaggedWord | undefined) =>
  part.text === '-' && next?.start === part.end && startsWord(next);
const startsWord = (part: TaggedWord) => /^[\p{L}\p{N}]/u.test(part.text);

/** "t-shirt" is what its last part is; "well-known" and "two-year-old" describe. */
const compoundTag = (lastTag: string) => (['NOUN', 'PROPN', 'PUNCT'].includes(lastTag) ? 'NOUN' : 'ADJ');
