"""What can be said about a scene: single phrases, present and absent, with what they cover."""

from dataclasses import dataclass, field

from . import lexicon, words
from .meaning import Description, extreme, nearest, relation


@dataclass
class Said:
    """A phrase before it is placed in a caption. `follow`: words and a further phrase after it."""

    text: str
    things: list
    tag: str
    concepts: dict
    article: str = ''
    follow: list = field(default_factory=list)
    singular: bool = True


def _an(text):
    return 'an' if text[0] in 'aeiou' and not text.startswith('u') or text.startswith('umb') else 'a'


def _concepts(things):
    """The names on which all the things agree: truth for the auxiliary word softmax, whatever the phrase says."""
    found = {}
    for key, known in lexicon.CONCEPTS.items():
        values = {getattr(t, key) for t in things}
        if len(values) == 1 and (value := values.pop()) in known:
            found[key] = value
    return found


class Speaker:
    """Says things about one scene. The public methods return a Said, or None where it cannot be said clearly."""

    def __init__(self, things, theme, width, height, split, rng):
        self.things, self.theme, self.split, self.rng = things, theme, split, rng
        self.extent = {'left': width, 'right': width, 'above': height, 'below': height}
        self.width, self.height = width, height

    # -- words ------------------------------------------------------------------------------------

    def _word(self, word):
        """The word or one of its synonyms."""
        others = words.SIZES.get(word) or [word] + lexicon.SYNONYMS.get(word, [])
        return word if self.rng.random() < 0.6 else self.rng.choice(others)

    def _may(self, d):
        named = d.noun and d.colour and self.split == 'train' and lexicon.is_held_out(d.colour, d.noun)
        return not named and not (d.noun and d.colour and d.colour in d.noun.split())

    def say(self, d, things, tag, plural=False, number=None, before=''):
        """The description in words. `things`: what it covers here."""
        rng = self.rng
        noun = rng.choice(lexicon.NAMES[d.noun]) if d.noun and rng.random() < 0.45 else d.noun or d.category
        noun = lexicon.plural(noun) if plural else noun
        adjectives = [self._word(a) for a in (d.fill, d.colour) if a]
        if len(adjectives) == 2 and rng.random() < 0.3:
            adjectives.reverse()
        if d.size:
            adjectives.insert(0, self._word(d.size))
        text = ' '.join(w for w in [before, number or ''] + adjectives + [noun] if w)
        if (
            self.split == 'val'
            and d.noun
            and d.colour
            and lexicon.is_held_out(d.colour, d.noun)
            and things
            and not d.fill
            and not d.size
        ):
            tag = 'heldout'
        countable = noun not in lexicon.MASS and d.noun not in lexicon.MASS
        if before:
            article = 'the'
        elif number:
            article = rng.choice(('', '', '', 'the'))
        elif plural:
            article = rng.choice(('', '', 'the', 'some', 'all the'))
        elif tag == 'absent' and rng.random() < 0.2:
            article = rng.choice(('any', 'the'))
        else:
            article = rng.choice(('a', 'a', 'the') if countable else ('the', ''))
        if article == 'a':
            article = _an(text)
        return Said(text, things, tag, _concepts(things), article, singular=not plural)

    # -- descriptions -----------------------------------------------------------------------------

    def _describe(self, thing, richness):
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

    @staticmethod
    def _tag(d):
        if d.category:
            return 'category'
        shape = d.noun in lexicon.SHAPES
        if d.colour or d.fill or d.size:
            return 'attr-shape' if shape else 'attr-object'
        return 'shape' if shape else 'object'

    def present(self):
        rng = self.rng
        thing = rng.choice(self.things)
        twins = sum(t.noun == thing.noun for t in self.things)
        d = self._describe(thing, 0.75 if twins > 1 else 0.5)
        if rng.random() < 0.08:
            options = [g for g, nouns in lexicon.GROUPS.items() if thing.noun in nouns]
            category = rng.choice(options) if options and rng.random() < 0.5 else thing.category
            if category != 'object':
                d = Description(
                    category=category, colour=thing.colour if rng.random() < 0.2 and category == 'shape' else None
                )
        found = self._may(d) and d.find(self.things)
        if not found:
            return None
        count = len(found)
        tag = self._tag(d)
        if count == 1:
            return self.say(d, found, tag, plural=rng.random() < (0.3 if d.category else 0.04))
        if (
            count in words.NUMBERS
            and rng.random() < 0.35
            and (d.noun or d.category) not in lexicon.MASS
            and d.noun not in lexicon.MASS
        ):
            return self.say(
                d, found, 'count', plural=True, number=rng.choice(words.NUMBERS[count][:1] * 3 + words.NUMBERS[count])
            )
        return self.say(d, found, tag, plural=rng.random() < 0.68)

    def absent(self):
        """Mostly a description that one changed word keeps from fitting."""
        rng = self.rng
        thing = rng.choice(self.things)
        kind = rng.random()
        plural = rng.random() < 0.2
        if kind < 0.55:
            d = self._describe(thing, 0.7)
            facts = dict(noun=d.noun, colour=d.colour, fill=d.fill, size=d.size)
            change = rng.choices(('colour', 'fill', 'size', 'noun'), (0.48, 0.2 if thing.fill else 0, 0.08, 0.24))[0]
            if change == 'colour':
                facts['colour'] = rng.choice([t.colour for t in self.things if t.colour] * 2 + list(lexicon.COLOURS))
            elif change == 'fill':
                facts['fill'] = rng.choice(lexicon.FILLS)
            elif change == 'size':
                facts['size'] = rng.choice(('small', 'large'))
            else:
                facts['noun'] = rng.choice([n for n in lexicon.CATEGORY if lexicon.CATEGORY[n] == thing.category])
                if facts['noun'] not in lexicon.SHAPES:
                    facts['fill'] = None
            d = Description(**facts)
        elif kind < 0.83:
            d = Description(noun=rng.choice(lexicon.SHAPES if rng.random() < 0.22 else lexicon.GLYPH_NOUNS))
            if d.noun in lexicon.SHAPES and rng.random() < 0.6:
                d = Description(
                    d.noun,
                    colour=rng.choice(list(lexicon.COLOURS)),
                    fill=rng.choice(lexicon.FILLS) if rng.random() < 0.3 else None,
                )
            elif rng.random() < 0.12:
                d = Description(d.noun, colour=rng.choice(list(lexicon.COLOURS)))
        elif kind < 0.92:
            d = Description(category=rng.choice(lexicon.CATEGORIES + list(lexicon.GROUPS)))
            plural = rng.random() < 0.5
        else:
            word = rng.choice(lexicon.ELSEWHERE)
            article = _an(word) if rng.random() < 0.6 else 'the'
            return Said(word, [], 'absent', {}, article)
        found = d.find(self.things) if self._may(d) else None
        if found is None or found:
            return None
        return self.say(d, [], 'absent', plural=plural)

    def superlative(self):
        rng = self.rng
        nouns = [t.noun for t in self.things]
        several = [t for t in self.things if nouns.count(t.noun) > 1]
        if not several:
            return None
        d = self._describe(rng.choice(several), 0.4)
        d = Description(d.noun, colour=d.colour, fill=d.fill)
        found = self._may(d) and d.find(self.things)
        if not found or len(found) < 2 or d.noun in lexicon.MASS:
            return None
        kind = rng.choice(list(words.SUPERLATIVES))
        best = extreme(kind, found, self.height if kind in ('topmost', 'lowest') else self.width)
        if best is None:
            return None
        if kind in words.SIDES and rng.random() < 0.5:
            said = self.say(d, [best], 'relation')
            said.article, said.follow = 'the', [rng.choice(words.SIDES[kind]), None]
            return said
        return self.say(d, [best], 'superlative', before=rng.choice(words.SUPERLATIVES[kind]))

    def related(self):
        """ "The circle left of the dog": the head covers only what satisfies the relation."""
        rng = self.rng
        nouns = [t.noun for t in self.things]
        several = [t for t in self.things if nouns.count(t.noun) > 1]
        head_thing = rng.choice(several if several and rng.random() < 0.92 else self.things)
        d = self._describe(head_thing, 0.35)
        heads = self._may(d) and d.find(self.things)
        others = [t for t in self.things if not heads or all(t is not h for h in heads)]
        if not heads or not others or d.noun in lexicon.MASS:
            return None
        other = rng.choice(others)
        reference = self._describe(other, 0.45)
        found = self._may(reference) and reference.find(self.things)
        if not found or len(found) != 1:
            return None
        kind = rng.choice(('left', 'right', 'above', 'below', 'near'))
        if kind == 'near':
            best = nearest(heads, other)
            chosen = [best] if best else []
            if not best:
                return None
        else:
            verdicts = [relation(kind, h, other, self.extent[kind]) for h in heads]
            if None in verdicts:
                return None
            chosen = [h for h, v in zip(heads, verdicts) if v]
            if not chosen and rng.random() < 0.75:
                return None
        said = self.say(d, chosen, 'relation' if chosen else 'absent', plural=len(chosen) > 1)
        said.article = 'the' if rng.random() < 0.75 else _an(said.text) if said.singular else ''
        second = self.say(reference, found, self._tag(reference))
        second.article = (
            'the' if rng.random() < 0.8 else _an(second.text) if reference.noun not in lexicon.MASS else 'the'
        )
        said.follow = [rng.choice(lexicon.RELATIONS[kind]), second]
        return said
