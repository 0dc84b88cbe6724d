"""What can be said about a scene: single phrases, present and absent, with what they cover."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from . import lexicon, words
from .meaning import Description


@dataclass
class Said:
    """A phrase before it is placed in a caption. `follow`: words and further phrases after it, in their order.

    `noun`: its last word or words, which a slip of the finger may change; `best`: a superlative;
    `relation`: see Phrase, with things for boxes.
    """

    text: str
    things: list
    tag: str
    concepts: dict
    article: str = ''
    follow: list = field(default_factory=list)
    singular: bool = True
    noun: str = ''
    number: str = ''
    best: bool = False
    relation: tuple = None

    @property
    def parts(self):
        """This phrase and those that follow it, in the order of the text."""
        return [self] + [part for f in self.follow if isinstance(f, Said) for part in f.parts]


_VOWELS = re.compile(r'[aeio]|u(?!ni|fo|s[ae])|(?:8|11|18)\b|[fhlmnrsx]\b')


def an(text):
    """The indefinite article before the text: "an owl", "an 8", "an F", but "a unicorn"."""
    return 'an' if _VOWELS.match(text.lower()) and not re.match(r'(one|u)\b', text.lower()) else 'a'


def _concepts(things):
    """The names on which all the things agree: truth for the auxiliary word softmax, whatever the phrase says."""
    found = {}
    for key, known in lexicon.CONCEPTS.items():
        values = {getattr(t, key) for t in things}
        if len(values) == 1 and (value := values.pop()) in known:
            found[key] = value
    return found


@lru_cache(maxsize=None)
def _kin(category):
    """The nouns of the category."""
    return [n for n, c in lexicon.CATEGORY.items() if c == category]


WRITTEN = ('letter', 'number')  # categories whose things are characters


class Speaker:
    """Says things about one scene. The public methods return a Said, or None where it cannot be said clearly."""

    def __init__(self, things, width, height, split, rng):
        self.things, self.split, self.rng = things, split, rng
        self.width, self.height = width, height
        nouns = [t.noun for t in things]
        self.twins = [t for t in things if nouns.count(t.noun) > 1]

    # -- words ------------------------------------------------------------------------------------

    def _word(self, word):
        """The word or one of its synonyms."""
        others = words.SIZES.get(word) or [word] + lexicon.SYNONYMS.get(word, [])
        return word if self.rng.random() < 0.6 else self.rng.choice(others)

    def may(self, d):
        named = d.noun and d.colour and self.split == 'train' and lexicon.is_held_out(d.colour, d.noun)
        return not named and not (d.noun and d.colour and d.colour in d.noun.split())

    def _name(self, d, plural):
        rng = self.rng
        noun = rng.choice(lexicon.NAMES[d.noun]) if d.noun and rng.random() < 0.45 else d.noun or d.category
        if plural:
            noun = lexicon.plural(noun)
        if d.noun and lexicon.CATEGORY[d.noun] == 'letter' and rng.random() < 0.6:
            head, _, last = noun.rpartition(' ')
            noun = f'{head} {last[0].upper()}{last[1:]}'.strip()
        elif ' ' in noun and rng.random() < 0.025:
            noun = noun.replace(' ', '-')
        return noun

    def _adjectives(self, d):
        rng = self.rng
        fill, colour = d.fill and self._word(d.fill), d.colour and self._word(d.colour)
        if colour and rng.random() < 0.012:
            colour += rng.choice((' colored', ' coloured', '-colored', '-coloured'))
        said = [a for a in (fill, colour) if a]
        if len(said) == 2:
            if rng.random() < 0.3:
                said.reverse()
            if rng.random() < 0.06:
                said = [' and '.join(said)]
        return [self._word(d.size)] * bool(d.size) + said

    def say(self, d, things, tag, plural=False, number='', before=''):
        """The description in words. `things`: what it covers here; `before`: a superlative."""
        rng = self.rng
        noun = self._name(d, plural)
        if number.isdigit() and noun[0].isdigit():
            number = words.NUMBERS[int(number)][0]
        text = ' '.join(w for w in [before, number] + self._adjectives(d) + [noun] if w)
        plain = tag not in ('relation', 'heldout-relation', 'superlative') and not d.fill and not d.size
        if self.split == 'val' and things and plain and d.noun and d.colour and lexicon.is_held_out(d.colour, d.noun):
            tag = 'heldout'
        if before:
            article = 'the'
        elif number:
            article = rng.choice(('', '', '', 'the'))
        elif plural:
            article = rng.choice(('', '', 'the', 'some', 'all the'))
        else:
            article = rng.choice(('a', 'a', 'the') if self.countable(d, noun) else ('the', ''))
        if article == 'a':
            article = an(text)
        return Said(
            text, things, tag, _concepts(things), article, singular=not plural, noun=noun, number=number,
            best=bool(before),
        )

    @staticmethod
    def countable(d, noun=None):
        return not {d.noun or d.category, noun} & lexicon.MASS

    # -- descriptions -----------------------------------------------------------------------------

    def describe(self, thing, richness):
        """A description that covers the thing, with each attribute said at a chance of `richness`."""
        rng = self.rng
        d = dict(noun=thing.noun)
        if thing.colour and rng.random() < richness:
            d['colour'] = thing.colour
        if thing.fill and rng.random() < richness * (0.75 if thing.fill != 'filled' else 0.3):
            d['fill'] = thing.fill
        if rng.random() < 0.18 and (thing.share < 0.16 or thing.share > 0.31):
            d['size'] = 'small' if thing.share < 0.16 else 'large'
        return Description(**d)

    def categorise(self, thing):
        """A description by category or group that covers the thing, or None."""
        rng = self.rng
        options = [g for g, nouns in lexicon.GROUPS.items() if thing.noun in nouns]
        category = rng.choice(options) if options and rng.random() < 0.5 else thing.category
        coloured = thing.colour and rng.random() < (0.25 if category in ('shape',) + WRITTEN else 0.05)
        if category == 'object':
            return None
        return Description(category=category, colour=thing.colour if coloured else None)

    @staticmethod
    def tag(d):
        if d.category:
            return 'category'
        if lexicon.CATEGORY[d.noun] in WRITTEN:
            return 'letter'
        shape = d.noun in lexicon.SHAPES
        if d.colour or d.fill or d.size:
            return 'attr-shape' if shape else 'attr-object'
        return 'shape' if shape else 'object'

    def covered(self, d):
        """What the description covers, None where it may not be said or is not certain."""
        return d.find(self.things) if d and self.may(d) else None

    def present(self):
        rng = self.rng
        thing = rng.choice(self.things)
        twins = sum(t.noun == thing.noun for t in self.things)
        d = self.categorise(thing) if rng.random() < 0.09 else self.describe(thing, 0.75 if twins > 1 else 0.5)
        found = self.covered(d)
        if not found:
            return None
        count, tag = len(found), self.tag(d)
        if count == 1:
            return self.say(d, found, tag, plural=rng.random() < (0.3 if d.category else 0.04))
        if count in words.NUMBERS and rng.random() < 0.38 and self.countable(d):
            forms = words.NUMBERS[count]
            return self.say(d, found, 'count', plural=True, number=rng.choice(forms[:1] * 3 + forms))
        return self.say(d, found, tag, plural=rng.random() < 0.68)

    # -- what is not there ------------------------------------------------------------------------

    def _changed(self):
        """A thing that is there, but for one word."""
        rng = self.rng
        thing = rng.choice(self.things)
        d = self.describe(thing, 0.72)
        facts = dict(noun=d.noun, colour=d.colour, fill=d.fill, size=d.size)
        shape = bool(thing.fill)
        others = [t for t in self.things if t.noun != thing.noun and (t.fill or thing.colour)]
        change = rng.choices(
            ('colour', 'fill', 'size', 'noun', 'swap'), (0.4, 0.26 * shape, 0.08, 0.2, 0.26 * bool(others))
        )[0]
        if change == 'colour':
            facts['colour'] = rng.choice([t.colour for t in self.things if t.colour] * 2 + list(lexicon.COLOURS))
        elif change == 'fill':
            facts['fill'] = rng.choice([t.fill for t in self.things if t.fill] + lexicon.FILLS)
        elif change == 'size':
            facts['size'] = 'large' if thing.share < 0.16 else 'small' if thing.share > 0.31 else None
        elif change == 'noun':
            facts['noun'] = rng.choice(_kin(thing.category))
        else:  # both nouns are there, and both attributes, but not together
            other = rng.choice(others)
            facts.update(noun=other.noun, colour=thing.colour, fill=thing.fill if rng.random() < 0.4 else None)
        if facts['noun'] not in lexicon.SHAPES:
            facts['fill'] = None
        return Description(**facts)

    def _foreign(self):
        """A noun from elsewhere in the world of words."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.2:
            noun = rng.choice(lexicon.SHAPES)
            fill = rng.choice(lexicon.FILLS) if rng.random() < 0.3 else None
            colour = rng.choice(list(lexicon.COLOURS)) if rng.random() < 0.6 else None
            return Description(noun, colour=colour, fill=fill)
        noun = rng.choice(lexicon.LETTERS + lexicon.DIGITS if kind < 0.3 else lexicon.GLYPH_NOUNS)
        return Description(noun, colour=rng.choice(list(lexicon.COLOURS)) if rng.random() < 0.12 else None)

    def absent(self):
        """Mostly a description that one changed word keeps from fitting."""
        rng = self.rng
        kind, plural = rng.random(), rng.random() < 0.2
        if kind > 0.93:
            word = rng.choice(lexicon.ELSEWHERE)
            return Said(word, [], 'absent', {}, an(word) if rng.random() < 0.6 else 'the', noun=word)
        if kind < 0.62:
            d = self._changed()
        elif kind < 0.84:
            d = self._foreign()
        else:
            d = Description(category=rng.choice(lexicon.CATEGORIES + list(lexicon.GROUPS)))
            plural = rng.random() < 0.5
        found = self.covered(d)
        return self.say(d, [], 'absent', plural=plural) if found == [] else None
