"""What a phrase means in a scene: which things it covers, or that nobody could say."""

from dataclasses import dataclass
from math import hypot

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
        # Nearly all things have another name: only the rest need be asked, which is most of the work of a caption.
        possible = self.noun and {self.noun, *lexicon.ALIKE.get(self.noun, ())}
        verdicts = [self.covers(t) if not possible or t.noun in possible else False for t in things]
        found = [t for t, v in zip(things, verdicts) if v]
        for thing, verdict in zip(things, verdicts):
            if verdict is UNSURE and (not found or thing.noun == self.noun or not self.noun):
                return UNSURE
        return found


def _gap(thing, other):
    (ax, ay), (bx, by) = thing.centre, other.centre
    return bx - ax, by - ay


def _apart(thing, other):
    """Pixels between the two boxes; 0 where they touch or overlap."""
    a, b = thing.box, other.box
    return hypot(max(a[0] - b[2], b[0] - a[2], 0), max(a[1] - b[3], b[1] - a[3], 0))


def _placed(thing, other):
    """'inside' or 'on' where the scene put the thing so in relation to the other, else None."""
    return thing.place[0] if thing.place and thing.place[1] is other else None


def _side(kind, thing, other, width, height):
    dx, dy = _gap(thing, other)
    along, across = {'left': (dx, dy), 'right': (-dx, dy), 'above': (dy, dx), 'below': (-dy, dx)}[kind]
    extent = width if kind in ('left', 'right') else height
    if along > 0.12 * extent and along > 0.6 * abs(across):
        return True
    return False if along < -0.02 * extent else UNSURE


def relation(kind, thing, other, width, height):
    """Whether `thing` is clearly `kind` of `other` in a picture of this size; UNSURE where readers would differ.

    Kinds: left, right, above, below, near, inside, on; 'holds' and 'bears' are inside and on seen from the host.
    """
    if kind in ('holds', 'bears'):
        return relation('inside' if kind == 'holds' else 'on', other, thing, width, height)
    placed, short = _placed(thing, other), min(width, height)
    if kind in ('inside', 'on'):
        if placed:
            return True if placed == kind else UNSURE
        # Overlapping or touching without having been put there is neither clearly so nor clearly not.
        return UNSURE if _apart(thing, other) < 0.06 * short else False
    if placed or _placed(other, thing):
        return UNSURE
    if kind == 'near':
        apart = _apart(thing, other)
        return True if apart < 0.13 * short else False if apart > 0.3 * short else UNSURE
    return _side(kind, thing, other, width, height)


def between(thing, one, other, width, height):
    """Whether the thing stands clearly between the two: its centre beside the middle of the line that joins theirs."""
    placed = any(_placed(thing, t) or _placed(t, thing) for t in (one, other))
    if placed or _apart(one, other) < 0.1 * min(width, height):
        return UNSURE
    (dx, dy), (px, py) = _gap(one, other), _gap(one, thing)
    span = dx * dx + dy * dy
    along, across = (px * dx + py * dy) / span, abs(px * dy - py * dx) / span
    if 0.22 < along < 0.78 and across < 0.22:
        return True
    return False if along < 0 or along > 1 or across > 0.55 else UNSURE


def nearest(things, other):
    """The thing clearly nearest to `other`, by centres and by edges, or None."""
    ranked = sorted(things, key=lambda t: hypot(*_gap(t, other)))
    if len(ranked) < 2 or any(_placed(t, other) or _placed(other, t) for t in things):
        return None
    first, rest = ranked[0], ranked[1:]
    clear = hypot(*_gap(rest[0], other)) > 1.3 * hypot(*_gap(first, other))
    return first if clear and all(_apart(first, other) <= _apart(t, other) for t in rest) else None


def _area(thing):
    x0, y0, x1, y1 = thing.box
    return (x1 - x0) * (y1 - y0)


def extreme(kind, things, width, height, rank=0):
    """The thing that is clearly the largest, leftmost, … (with rank 1 the second of them), or None."""
    if len(things) < 2 + rank:
        return None
    if kind in ('largest', 'smallest'):
        ranked = sorted(things, key=lambda t: -t.share, reverse=kind == 'smallest')
        steps = zip(ranked[: rank + 1], ranked[1:])
        # What is visible must agree with the size that was drawn, or a cropped or slim thing would mislead.
        clear = all(
            b.share > 1.25 * s.share and _area(b) > 1.5 * _area(s)
            for b, s in (step if kind == 'largest' else step[::-1] for step in steps)
        )
        if clear and rank + 2 < len(ranked):
            areas = [_area(t) for t in ranked[rank + 1 :]]
            clear = _area(ranked[rank]) > max(areas) if kind == 'largest' else _area(ranked[rank]) < min(areas)
        return ranked[rank] if clear else None
    axis = 0 if kind in ('leftmost', 'rightmost') else 1
    extent = height if axis else width
    sign = 1 if kind in ('leftmost', 'topmost') else -1
    ranked = sorted(things, key=lambda t: sign * t.centre[axis])
    edge = lambda t: sign * t.box[axis if sign > 0 else axis + 2]
    clear = all(
        sign * (b.centre[axis] - a.centre[axis]) > 0.1 * extent and edge(a) <= edge(b)
        for a, b in zip(ranked[: rank + 1], ranked[1:])
    )
    return ranked[rank] if clear and all(edge(ranked[rank]) <= edge(t) for t in ranked[rank + 1 :]) else None


def middle(things, width, height):
    """The one in the middle: of a row (or column) of three or five, or alone at the centre of the picture; or None."""
    off = lambda t: max(abs(t.centre[0] / width - 0.5), abs(t.centre[1] / height - 0.5))
    ranked = sorted(things, key=off)
    if len(ranked) < 2 or off(ranked[1]) < off(ranked[0]) + 0.1:
        return None
    first = ranked[0]
    if len(things) in (3, 5):
        for axis, extent in ((0, width), (1, height)):
            row = sorted(things, key=lambda t: t.centre[axis])
            steps = [b.centre[axis] - a.centre[axis] for a, b in zip(row, row[1:])]
            level = [t.centre[1 - axis] for t in row]
            aligned = min(steps) > 0.12 * extent and max(level) - min(level) < 0.6 * min(steps)
            if aligned and row[len(row) // 2] is first:
                return first
    return first if off(first) < 0.1 and off(ranked[1]) > 0.27 else None


def region(name, thing, width, height):
    """Whether the thing lies clearly in that 'left', 'right', 'top' or 'bottom' part, or 'top left' … corner."""
    x, y = thing.centre[0] / width, thing.centre[1] / height
    parts = [{'left': x, 'right': 1 - x, 'top': y, 'bottom': 1 - y}[word] for word in name.split()]
    within, beyond = (0.33, 0.45) if len(parts) > 1 else (0.36, 0.56)
    return True if max(parts) < within else False if max(parts) > beyond else UNSURE
