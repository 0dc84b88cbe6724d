"""What a phrase means in a scene: which things it covers, or that nobody could say."""

from dataclasses import dataclass

from . import lexicon
from .glyphs import colours_in

SMALL, LARGE = 0.17, 0.30  # a thing is small or large by its share of the picture, to every reader
UNSURE = None


@dataclass(frozen=True)
class Description:
    """A noun (or a category, or a group of nouns) and what is said of it."""

    noun: str = None
    category: str = None
    colour: str = None
    fill: str = None
    size: str = None

    def covers(self, thing):
        """True, False, or UNSURE where readers would differ."""
        if self.noun:
            if thing.noun != self.noun:
                if thing.noun in lexicon.ALIKE.get(self.noun, ()):
                    # The right colour or fill on the wrong shape is still the wrong shape only if named apart.
                    return UNSURE
                return False
        elif self.category in lexicon.GROUPS:
            if thing.noun not in lexicon.GROUPS[self.category]:
                return UNSURE if thing.category in lexicon.DOUBTFUL[self.category] else False
        elif thing.category != self.category:
            return UNSURE if thing.category in lexicon.DOUBTFUL.get(self.category, ()) else False
        verdict = True
        if self.colour and thing.colour != self.colour:
            if thing.colour or self.colour not in colours_in(thing.noun):
                return False
            verdict = UNSURE
        if self.fill and thing.fill != self.fill:
            return False
        if self.size:
            fits = thing.share < SMALL if self.size == 'small' else thing.share > LARGE
            opposite = thing.share > LARGE if self.size == 'small' else thing.share < SMALL
            if opposite:
                return False
            if not fits:
                verdict = UNSURE
        return verdict

    def find(self, things):
        """The things covered, or UNSURE if that is doubtful for any of them.

        Look-alikes only make an absent phrase doubtful: beside the thing itself the name is clear.
        """
        verdicts = [self.covers(t) for t in things]
        found = [t for t, v in zip(things, verdicts) if v]
        for thing, verdict in zip(things, verdicts):
            if verdict is UNSURE and (not found or thing.noun == self.noun or not self.noun):
                return UNSURE
        return found


def _gap(thing, other):
    (ax, ay), (bx, by) = thing.centre, other.centre
    return bx - ax, by - ay


def relation(kind, thing, other, extent):
    """Whether `thing` is clearly left, right, above or below `other`; UNSURE near the border."""
    dx, dy = _gap(thing, other)
    along, across = {'left': (dx, dy), 'right': (-dx, dy), 'above': (dy, dx), 'below': (-dy, dx)}[kind]
    if along > 0.12 * extent and along > 0.6 * abs(across):
        return True
    if along < -0.02 * extent:
        return False
    return UNSURE


def nearest(things, other):
    """The thing clearly nearest to `other`, or None."""
    ranked = sorted(things, key=lambda t: sum(d * d for d in _gap(t, other)))
    if len(ranked) > 1:
        first, second = (sum(d * d for d in _gap(t, other)) for t in ranked[:2])
        if second < 1.7 * first:
            return None
    return ranked[0]


def extreme(kind, things, extent):
    """The thing that is clearly the largest, leftmost, …, or None."""
    key = {
        'largest': lambda t: -t.share,
        'smallest': lambda t: t.share,
        'leftmost': lambda t: t.centre[0],
        'rightmost': lambda t: -t.centre[0],
        'topmost': lambda t: t.centre[1],
        'lowest': lambda t: -t.centre[1],
    }[kind]
    ranked = sorted(things, key=key)
    if len(ranked) < 2:
        return None
    first, second = ranked[:2]
    if kind in ('largest', 'smallest'):
        clear = max(first.share, second.share) > 1.3 * min(first.share, second.share)
    else:
        clear = key(second) - key(first) > 0.1 * extent
    return first if clear else None
