import { compoundLength } from './compounds';
import * as lexicon from './lexicon';
import type { TaggedWord } from './tagger';

/**
 * The part a word plays in noun phrases, one letter each so that a regular expression can run over a sentence:
 * N noun, J adjective, R adverb of degree, C number word, Z digits, S place word, D determiner, P possessive ending, A and/or,
 * K comma, E end of a sentence or item, O "of", V verb, B auxiliary verb, I preposition, X anything else.
 */
export type WordClass = 'N' | 'J' | 'R' | 'C' | 'Z' | 'S' | 'D' | 'P' | 'A' | 'K' | 'E' | 'O' | 'V' | 'B' | 'I' | 'X';

export interface ClassedWord extends TaggedWord {
  readonly class: WordClass;
}

/** Classes of a prompt's words: what the lexicon and the tagger say, then repaired from left to right where the tagger errs. */
export function classify(words: readonly TaggedWord[]): ClassedWord[] {
  const classes = words.map(initialClass);
  const inCompound = markCompounds(words, classes);
  words.forEach((word, i) => {
    if (!inCompound[i]) classes[i] = repair(word, { before: words[i - 1], classBefore: classes[i - 1], earlier: classes[i - 2], ...ahead(classes, i) }, classes[i]!, words[i + 1]);
  });
  return words.map((word, i) => ({ ...word, class: classes[i]! }));
}

function initialClass({ text, tag }: TaggedWord, index: number, words: readonly TaggedWord[]): WordClass {
  if (tag === 'POSS') return 'P';
  if (text === ',') return 'K';
  if (/^[^\p{L}\p{N}]*[.;:!?|/()[\]{}\n–—-]/u.test(text)) return 'E';
  if (text === 'of') return 'O';
  if (/^(and|or|&|vs\.?|versus)$/.test(text)) return 'A';
  // "a dog that barks": here it begins a clause, not a phrase.
  if (/^(that|which|whose)$/.test(text) && ['NOUN', 'PROPN'].includes(words[index - 1]?.tag ?? '')) return 'X';
  if (lexicon.DETERMINERS.has(text)) return 'D';
  if (lexicon.PRONOUNS.has(text) || /^(etc|e\.g|i\.e)\.?$/.test(text)) return 'X';
  if (lexicon.PLACES.has(text)) return 'S';
  if (/^\d+$/.test(text)) return 'Z';
  if (tag === 'NUM') return 'C';
  if (lexicon.ADJECTIVES.has(text)) return 'J';
  if (tag === 'ADV') return lexicon.DEGREE_ADVERBS.has(text) || text.endsWith('ly') ? 'R' : 'X';
  // Words of other scripts: better taken for names than lost.
  if (tag === 'X' && /\p{L}/u.test(text)) return 'N';
  return BY_TAG[tag] ?? 'X';
}

const BY_TAG: Readonly<Record<string, WordClass>> = { ADJ: 'J', NOUN: 'N', PROPN: 'N', VERB: 'V', AUX: 'B', ADP: 'I', SCONJ: 'I', PART: 'I', CCONJ: 'A' };

function markCompounds(words: readonly TaggedWord[], classes: WordClass[]): boolean[] {
  const texts = words.map((word) => word.text);
  const inCompound = words.map(() => false);
  for (let i = 0; i < words.length; i++) {
    const length = compoundLength(texts, i);
    classes.fill('N', i, i + length);
    inCompound.fill(true, i, i + length);
    i += Math.max(0, length - 1);
  }
  return inCompound;
}

interface Context {
  readonly before: TaggedWord | undefined;
  readonly classBefore: WordClass | undefined;
  readonly earlier: WordClass | undefined;
  readonly next: WordClass | undefined;
  /** A noun follows, perhaps after more words that describe it. */
  readonly nounAhead: boolean;
}

function ahead(classes: readonly WordClass[], i: number): Pick<Context, 'next' | 'nounAhead'> {
  return { next: classes[i + 1], nounAhead: /^[RJCZSV]{0,3}N/.test(classes.slice(i + 1, i + 5).join('')) };
}

const starts = (before: WordClass | undefined) => before === undefined || before === 'E';
const opens = (before: WordClass | undefined) => starts(before) || 'DJCZSPIAKOR'.includes(before);
const PARTICIPLE = /(ing|ed|en|wn|lt|worn|torn|lit|built|made|hung|cut)$/;

function repair(word: TaggedWord, context: Context, own: WordClass, following: TaggedWord | undefined): WordClass {
  const { text, tag } = word;
  const { before, classBefore, earlier, next, nounAhead } = context;
  if (isCommand(word, classBefore, next, following)) return 'V';
  if (own === 'N' && isAction(text, context)) return 'V';
  if (own === 'S') {
    // "a blue top" is worn; "the dog left" is a verb.
    if (text === 'top' && classBefore === 'J' && !nounAhead) return 'N';
    return classBefore === 'N' || classBefore === 'V' ? 'X' : 'S';
  }
  if (own === 'V' || (own === 'B' && classBefore === 'D' && lexicon.isObject(text))) {
    if (own === 'V' && PARTICIPLE.test(text) && !lexicon.isObject(text)) {
      // "a boeing"
      if (!nounAhead && /^(an?|the)$/.test(before?.text ?? '')) return 'N';
      return nounAhead && next !== 'V' && describes(text, classBefore, earlier) ? 'J' : 'V';
    }
    if (classBefore === 'D' || classBefore === 'J' || classBefore === 'P') return 'N';
    // "eating leaves"
    if (classBefore === 'V' && before!.text.endsWith('ing') && text.endsWith('s')) return 'N';
    if ((classBefore === 'C' || classBefore === 'Z' || classBefore === 'I') && text.endsWith('s')) return 'N';
    return lexicon.isObject(text) && opens(classBefore) && next !== 'D' && before?.text !== 'to' ? 'N' : own;
  }
  if (own === 'J' && !nounAhead) {
    if (lexicon.isObject(text)) return classBefore === 'B' ? 'X' : 'N';
    if (classBefore === 'B') return 'X';
    const alone = (starts(classBefore) || 'AK'.includes(classBefore)) && (next === undefined || 'AKE'.includes(next));
    return (classBefore === 'D' || alone) && !lexicon.ADJECTIVES.has(text) && !/(est|most)$/.test(text) && tag === 'ADJ' ? 'N' : 'J';
  }
  if (own === 'J' && lexicon.isObject(text) && next !== 'N' && next !== 'J' && 'KAI'.includes(next ?? ' ') && classBefore === 'D') return 'N';
  return own;
}

/** Tagged as nouns: "man cooking pancakes", "food cooking.", "the man rides a horse", "boy kicks ball". */
function isAction(text: string, { before, classBefore, next }: Context): boolean {
  const actor = lexicon.ACTORS.has(before?.text ?? '');
  if (text.endsWith('ing') && !lexicon.ING_NOUNS.has(text)) {
    return actor || (next !== 'N' && 'NKE'.includes(classBefore ?? ' ')) || before?.text === 'some';
  }
  if (!actor || lexicon.ACTORS.has(text)) return false;
  return lexicon.ACTIONS.has(text) || (text.endsWith('s') && next === 'D');
}

/** "sleeping cats", "the parked car", "wearing striped socks", but not "a woman holding hands" or "is wearing glasses". */
function describes(text: string, before: WordClass | undefined, earlier: WordClass | undefined): boolean {
  if (before === 'V') return !text.endsWith('ing');
  // "sitting and reading books"
  if (before === 'A') return earlier !== 'V';
  return opens(before);
}

/** "find red cars", "point to the dog" at the beginning; "a label on a bottle" is none. */
function isCommand({ text }: TaggedWord, before: WordClass | undefined, next: WordClass | undefined, following: TaggedWord | undefined): boolean {
  if (!lexicon.COMMANDS.has(text) || !(starts(before) || before === 'X') || !following) return false;
  if (/^(look|search|point)$/.test(text)) return /^(for|to|at|out)$/.test(following.text);
  if (following.text === 'me') return true;
  if (/^(find|detect|locate|show|identify|highlight|segment|count|select)$/.test(text)) return next !== 'I' && next !== 'O';
  return next !== undefined && 'DCZ'.includes(next);
}
