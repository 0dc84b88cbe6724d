"""Phrases about where and how large: superlatives and relations, chosen so that these words decide what is meant."""

from . import lexicon, words
from .meaning import UNSURE, Description, between, extreme, middle, nearest, region, relation
from .speaker import Speaker, an

SIDEWAYS = ('left', 'right', 'above', 'below')
HELD = {'inside': 'holds', 'on': 'bears'}
FORWARDS = {'holds': 'inside', 'bears': 'on', 'nearest': 'near'}


class SpatialSpeaker(Speaker):
    """A Speaker that also says where things are: only what is certain for every thing the noun could mean."""

    def __init__(self, things, width, height, split, rng):
        super().__init__(things, width, height, split, rng)
        self.placed = [t for t in things if t.place and any(t.place[1] is other for other in things)]

    def _heads(self, several, richness):
        """(description, the things it fits) for the head of a phrase; at least two of them if `several`. Or None."""
        rng = self.rng
        thing = rng.choice(several and self.twins or self.things)
        d = self.categorise(thing) if rng.random() < (0.07 if self.twins else 0.3) else self.describe(thing, richness)
        found = self.covered(d)
        return (d, found) if found and self.countable(d) and len(found) > several else None

    def superlative(self):
        """ "The leftmost star", "the star on the left", "the second largest star": one of at least two."""
        rng = self.rng
        got = self._heads(True, 0.4)
        if not got:
            return None
        d, found = got
        d = Description(d.noun, d.category, d.colour, d.fill)
        found = self.covered(d)
        if found is UNSURE:
            return None
        kind = rng.choice(list(words.SUPERLATIVES))
        rank = int(len(found) > 2 and kind != 'middle' and rng.random() < 0.18)
        if kind == 'middle':
            best = middle(found, self.width, self.height)
        else:
            best = extreme(kind, found, self.width, self.height, rank)
        if best is None:
            return None
        if rank and kind in words.FROM:
            said = self.say(d, [best], 'superlative', before='second')
            said.follow = [words.FROM[kind]]
        elif rank:
            said = self.say(d, [best], 'superlative', before='second ' + rng.choice(words.SUPERLATIVES[kind]))
        elif kind in words.SIDES and rng.random() < 0.5 and self._on_its_side(kind, best):
            said = self.say(d, [best], 'superlative')
            said.article, said.follow = 'the', [rng.choice(words.SIDES[kind])]
        else:
            said = self.say(d, [best], 'superlative', before=rng.choice(words.SUPERLATIVES[kind]))
        said.best = True
        said.relation = None if rank else (kind, found)
        return said

    def _on_its_side(self, kind, thing):
        """Nobody says "on the left" of the leftmost thing if it lies right of the middle."""
        x, y = thing.centre[0] / self.width, thing.centre[1] / self.height
        return {'leftmost': x < 0.48, 'rightmost': x > 0.52, 'topmost': y < 0.48, 'lowest': y > 0.52}.get(kind, True)

    def located(self, absent=False):
        """ "The cat in the top left corner"; absent: a thing that is there, but not in that part."""
        rng = self.rng
        got = self._heads(not absent and rng.random() < 0.9, 0.35)
        if not got:
            return None
        d, heads = got
        name = rng.choice(list(words.REGIONS))
        verdicts = [region(name, h, self.width, self.height) for h in heads]
        if UNSURE in verdicts or any(verdicts) == absent:
            return None
        chosen = [h for h, v in zip(heads, verdicts) if v]
        tag = 'absent' if absent else self.tag(d) if len(chosen) == len(heads) else 'superlative'
        said = self.say(d, chosen, tag, plural=len(chosen) > 1)
        said.article = 'the' if rng.random() < 0.75 else an(said.text) if said.singular else ''
        said.follow = [rng.choice(words.REGIONS[name])]
        said.relation = f'at {name}', []
        return said

    # -- relations --------------------------------------------------------------------------------

    def _reference(self, thing):
        """(description, things) that mean this thing alone, or None."""
        d = self.describe(thing, 0.45)
        found = self.covered(d)
        return (d, found) if found and len(found) == 1 else None

    def _named(self, kind, d, references):
        """Whether the combination is kept from training."""
        kind, swapped = FORWARDS.get(kind, kind), kind in ('holds', 'bears')
        pairs = [(r.noun, d.noun) if swapped else (d.noun, r.noun) for r, _ in references]
        return d.noun is not None and any(lexicon.is_held_out_relation(kind, *pair) for pair in pairs)

    def _kind(self, absent):
        rng = self.rng
        if self.placed and rng.random() < 0.5:
            return rng.choice(('inside', 'inside', 'on', 'holds', 'bears'))
        return rng.choice(SIDEWAYS + ('near', 'between', 'between') + (() if absent else ('nearest',)))

    def _pair(self, kind, decide):
        """(head description, heads, the other thing) for a relation of two."""
        rng = self.rng
        if kind in ('inside', 'on', 'holds', 'bears'):
            place = FORWARDS.get(kind, kind)
            pairs = [t for t in self.placed if t.place[0] == place]
            if not pairs:
                return None
            thing = rng.choice(pairs)
            head, other = (thing, thing.place[1]) if kind == place else (thing.place[1], thing)
            d = self.describe(head, 0.3)
            heads = self.covered(d)
            if not heads or not self.countable(d) or len(heads) <= decide or any(h is other for h in heads):
                return None
            return d, heads, other
        got = self._heads(decide, 0.3)
        others = got and [t for t in self.things if all(t is not h for h in got[1])]
        return (*got, rng.choice(others)) if others else None

    def _two(self, d, heads):
        """Two references of a "between": [(description, things), …], one of two things or two of one; or None."""
        rng = self.rng
        others = [t for t in self.things if all(t is not h for h in heads)]
        if len(others) < 2:
            return None
        one, other = rng.sample(others, 2)
        pair = self.describe(one, 0.3)
        found = self.covered(pair)
        if found and len(found) == 2 and all(all(f is not h for h in heads) for f in found) and self.countable(pair):
            return [(pair, found)]
        references = [self._reference(one), self._reference(other)]
        return references if all(references) else None

    def related(self):
        """ "The circle left of the dog": the head covers only what satisfies the relation.

        Nearly always the relation tells some of the things that the noun could mean from the others.
        """
        decide = self.rng.random() < 0.95
        for _ in range(6):
            said = self._related(self._kind(False), decide)
            if said:
                return said
        return None

    def unrelated(self):
        """A thing that is there, but none in that relation."""
        return self._related(self._kind(True), False, absent=True)

    def _related(self, kind, decide, absent=False):
        if kind == 'between':
            got = self._heads(decide, 0.3)
            references = got and self._two(*got)
            if not references:
                return None
            d, heads = got
            ends = [t for _, found in references for t in found]
            verdicts = [between(h, *ends, self.width, self.height) for h in heads]
        else:
            hosted = absent and kind in ('inside', 'on', 'holds', 'bears')
            got = self._elsewhere(kind) if hosted else self._pair(kind, decide)
            reference = got and self._reference(got[2])
            if not reference:
                return None
            d, heads, other = got
            references = [reference]
            if kind == 'nearest':
                best = nearest(heads, other)
                verdicts = [h is best for h in heads] if best else [UNSURE]
            else:
                verdicts = [relation(kind, h, other, self.width, self.height) for h in heads]
        if UNSURE in verdicts or any(verdicts) == absent or decide and all(verdicts):
            return None
        held = self._named(kind, d, references)
        if held and self.split == 'train':
            return None
        chosen = [h for h, v in zip(heads, verdicts) if v]
        return self._phrase(kind, d, chosen, references, len(chosen) < len(heads), held)

    def _elsewhere(self, kind):
        """Heads and a host or guest of the scene that do not belong together: "the cat in the square" of another."""
        rng = self.rng
        pairs = [t for t in self.placed if t.place[0] == FORWARDS.get(kind, kind)]
        got = pairs and self._heads(False, 0.35)
        if not got:
            return None
        thing = rng.choice(pairs)
        host = thing.place[1]
        if kind in HELD:
            other = host
        else:  # only what is a host somewhere could be expected to hold something
            d = self.describe(host, 0.5)
            guests = [t for t in self.things if t is not host]
            found, other = self.covered(d), rng.choice(guests)
            got = (d, found) if found else None
        return (*got, other) if got and all(h is not other for h in got[1]) else None

    def _phrase(self, kind, d, chosen, references, decides, held):
        rng = self.rng
        if not chosen:
            tag = 'absent'
        elif not decides:
            tag = self.tag(d)
        else:
            tag = 'heldout-relation' if held else 'relation'
        said = self.say(d, chosen, tag, plural=len(chosen) > 1)
        said.article = 'the' if rng.random() < 0.75 else an(said.text) if said.singular else ''
        said.relation = kind, [t for _, found in references for t in found]
        follow = []
        for r, found in references:
            two = len(found) == 2
            part = self.say(r, found, 'count' if two else self.tag(r), plural=two, number='two' if two else '')
            free = not two and self.countable(r) and rng.random() < 0.2
            part.article = an(part.text) if free else 'the'
            follow += ['and', part] if follow else [part]
        before, _, after = rng.choice(words.RELATIONS[kind]).partition('|')
        if kind in words.LINKED and rng.random() < 0.22:
            true_of_all = chosen and not decides
            link = rng.choice((words.VERBS if true_of_all and rng.random() < 0.6 else words.LINKS)[said.singular])
            before = f'{link} {before}'
        said.follow = [before] + follow + ([after] if after else [])
        return said
