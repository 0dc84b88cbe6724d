import type { KnownNames } from './compounds';
import * as lexicon from './lexicon';
import type { TaggedWord } from './tagger';

/**
 * The part a word plays in noun phrases, one letter each so that a regular expression can run over a sentence:
 * N noun, J adjective, R adverb of degree, C number word, Z digits, S place word, D determiner, P possessive ending, A and/or,
 * K comma, E end of a sentence or item, O "of", Y an indefinite pronoun before an adjective ("something red"), V verb, B auxiliary verb, I preposition, X anything else.
 */
export type WordClass =
  'N' | 'J' | 'R' | 'C' | 'Z' | 'S' | 'D' | 'P' | 'A' | 'K' | 'E' | 'O' | 'V' | 'B' | 'I' | 'X' | 'Y';

export interface ClassedWord extends TaggedWord {
  readonly class: WordClass;
}

/** Classes of a prompt's words: what the lexicon and the tagger say, then repaired from left to right where the tagger errs. */
export function classify(words: readonly TaggedWord[], names: KnownNames): ClassedWord[] {
  const classes = words.map(initialClass);
  const inCompound = markCompounds(words, classes, names);
  words.forEach((word, i) => {
    if (!inCompound[i]) classes[i] = repair(word, classes[i]!, contextOf(words, classes, i));
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
  const next = words[index + 1];
  if (lexicon.INDEFINITE.has(text) && next && (next.tag === 'ADJ' || lexicon.ADJECTIVES.has(next.text))) return 'Y';
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

const BY_TAG: Readonly<Record<string, WordClass>> = {
  ADJ: 'J',
  NOUN: 'N',
  PROPN: 'N',
  VERB: 'V',
  AUX: 'B',
  ADP: 'I',
  SCONJ: 'I',
  PART: 'I',
  CCONJ: 'A',
};

function markCompounds(words: readonly TaggedWord[], classes: WordClass[], names: KnownNames): boolean[] {
  const texts = words.map((word) => word.text);
  const inCompound = words.map(() => false);
  for (let i = 0; i < words.length; i++) {
    const known = names.lengthAt(texts, i);
    // In "a plate, fork and knife" the comma counts things up, so that the last two are no name for one.
    const counted = texts[i - 1] === ',' && texts.slice(i, i + known).includes('and');
    const length = counted ? 0 : known;
    classes.fill('N', i, i + length);
    inCompound.fill(true, i, i + length);
    i += Math.max(0, length - 1);
  }
  return inCompound;
}

interface Context {
  readonly before: string;
  readonly after: string;
  /** Classes of the words around; a space beyond the ends of the prompt. Those before are repaired already. */
  readonly earlier: string;
  readonly last: string;
  readonly next: string;
  /** A noun follows, perhaps after more words that describe it. */
  readonly nounAhead: boolean;
}

function contextOf(words: readonly TaggedWord[], classes: readonly WordClass[], i: number): Context {
  return {
    before: words[i - 1]?.text ?? '',
    after: words[i + 1]?.text ?? '',
    earlier: classes[i - 2] ?? ' ',
    last: classes[i - 1] ?? ' ',
    next: classes[i + 1] ?? ' ',
    nounAhead: /^[RJCZSV]{0,3}N/.test(classes.slice(i + 1, i + 5).join('')),
  };
}

/** Classes behind which a phrase may begin or go on. */
const OPENING = ' EDJCZSPIAKOR';

function repair(word: TaggedWord, own: WordClass, context: Context): WordClass {
  if (isCommand(word.text, context)) return 'V';
  if (own === 'B') return isNamedObject(word.text, context) ? 'N' : 'B';
  if (own === 'N') return isAction(word.text, context) ? 'V' : 'N';
  if (own === 'V') return repairVerb(word.text, context);
  if (own === 'J') return repairAdjective(word, context);
  if (own === 'S') return repairPlace(word.text, context);
  if (own === 'Z') return isWritten(context) ? 'N' : 'Z';
  return own;
}

/** "The green 3", "a 7": digits that are a thing themselves and count nothing. */
function isWritten({ before, last, next, nounAhead }: Context): boolean {
  return (last === 'J' || /^(an?|the)$/.test(before)) && !nounAhead && next !== 'O';
}

/** "a can", "a fuel can": an object, though its name is an auxiliary verb as well. */
function isNamedObject(text: string, { last, next }: Context): boolean {
  return lexicon.isObject(text) && (last === 'D' || ('NJ'.includes(last) && ' EKAI'.includes(next)));
}

const PARTICIPLE = /(ing|ed|en|wn|lt|worn|torn|lit|built|made|hung|cut)$/;

const IRREGULAR_PAST =
  /^(went|came|stood|sat|ran|drove|flew|fell|took|had|held|lay|left|ate|rode|met|sits?|put|got|kept|lost|swam|dove|threw|caught|hit|fed|led|wore|broke|blew|grew|slept|spoke|swung|wrote|hung|laid|sang|told|swept|spread|gave|made|saw)$/;

/** "a table set for two", but "a chess set on a desk". */
const isIrregularPast = (text: string, after: string) =>
  IRREGULAR_PAST.test(text) || (text === 'set' && /^(for|up|with|against)$/.test(after));

function repairVerb(text: string, context: Context): WordClass {
  const { before, after, earlier, last, next, nounAhead } = context;
  if (PARTICIPLE.test(text) && !lexicon.isObject(text)) {
    // "a boeing"
    if (!nounAhead && /^(an?|the)$/.test(before)) return 'N';
    // "a snow covered slope"
    if (last === 'N' && 'NJ'.includes(next) && text.endsWith('ed') && !lexicon.ACTORS.has(before)) return 'N';
    return nounAhead && next !== 'V' && describes(text, context) ? 'J' : 'V';
  }
  if ('DJP'.includes(last)) return 'N';
  // "a kitchen counter", "oil drum": one kitchen would have a verb end in -s.
  const singular = last === 'N' && !lexicon.isPlural(before) && !lexicon.isActor(before);
  const ends = earlier === 'D' || next !== 'I' || lexicon.isObject(text);
  if (singular && ends && next !== 'D' && !/s$/.test(text) && !isIrregularPast(text, after)) return 'N';
  // "with heads down", "eating leaves"
  if (text.endsWith('s') && ('CZI'.includes(last) || (last === 'V' && before.endsWith('ing')))) return 'N';
  return lexicon.isObject(text) && OPENING.includes(last) && next !== 'D' && before !== 'to' ? 'N' : 'V';
}

/** "sleeping cats", "the parked car", "wearing striped socks", but not "a woman holding hands" or "is wearing glasses". */
function describes(text: string, { earlier, last }: Context): boolean {
  if (last === 'V') return !text.endsWith('ing');
  // "sitting and reading books"
  if (last === 'A') return earlier !== 'V';
  return OPENING.includes(last);
}

/** An adjective without a noun behind it may be the noun: "a remote on the table", "remote and mouse", "an orange". */
function repairAdjective({ text, tag }: TaggedWord, { last, next, nounAhead }: Context): WordClass {
  // "the cat is black, ...": it describes what came before.
  if (!nounAhead && last === 'B') return 'X';
  if (lexicon.isObject(text)) return nounAhead && !(last === 'D' && 'KAI'.includes(next)) ? 'J' : 'N';
  const mistaken = tag === 'ADJ' && !lexicon.ADJECTIVES.has(text) && !/(est|most)$/.test(text);
  const alone = ' EAK'.includes(last) && ' EAK'.includes(next);
  return !nounAhead && mistaken && (last === 'D' || alone) ? 'N' : 'J';
}

function repairPlace(text: string, { last, nounAhead }: Context): WordClass {
  // "a blue top" is worn; in "the dog left" it is a verb.
  if (text === 'top' && last === 'J' && !nounAhead) return 'N';
  return 'NV'.includes(last) ? 'X' : 'S';
}

/** Tagged as nouns: "man cooking pancakes", "food cooking.", "the man rides a horse", "boy kicks ball". */
function isAction(text: string, { before, after, last, next }: Context): boolean {
  const actor = lexicon.isActor(before);
  if (text.endsWith('ing') && !lexicon.ING_NOUNS.has(text)) {
    return actor || (next !== 'N' && 'NKE'.includes(last)) || before === 'some';
  }
  // "a friend films him"
  if (last === 'N' && /^(him|her|them|it|me|us)$/.test(after) && /s$/.test(text)) return true;
  // "a double-decker bus drives under a bridge", "two women share an ice cream"
  if (last === 'N' && 'IDXR'.includes(next) && lexicon.isDeed(text, before)) return true;
  if (!actor || lexicon.isActor(text)) return false;
  return lexicon.ACTIONS.has(text) || (text.endsWith('s') && next === 'D');
}

/** "find red cars", "point to the dog" at the beginning; "a label on a bottle" is none. */
function isCommand(text: string, { last, after, next }: Context): boolean {
  if (!lexicon.COMMANDS.has(text) || !' EX'.includes(last) || after === '') return false;
  if (/^(look|search|point)$/.test(text)) return /^(for|to|at|out)$/.test(after);
  if (after === 'me') return true;
  if (/^(find|detect|locate|show|identify|highlight|segment|count|select)$/.test(text))
    return next !== 'I' && next !== 'O';
  return 'DCZ'.includes(next);
}
