"""Which things a scene has: what they are, not yet where."""

from dataclasses import dataclass

from . import lexicon


@dataclass
class Thing:
    """One object of a scene. `share`: its longer side over the picture's shorter one. `box`: visible extent.

    `place`: ('inside' or 'on', the thing that holds this one), or None.
    """

    noun: str
    colour: str = None
    fill: str = None
    share: float = 0.2
    glyph: str = None
    natural: bool = True
    box: tuple = None
    place: tuple = None

    @property
    def category(self):
        return lexicon.CATEGORY[self.noun]

    @property
    def centre(self):
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


OF_MANY_COLOURS = [noun for noun in lexicon.RECOLOUR if lexicon.CATEGORY[noun] not in ('letter', 'number')]
FRAMES = ['circle', 'square', 'rectangle', 'oval', 'hexagon']  # what other things may lie in
STANDS = ['rectangle', 'square', 'brick', 'bus', 'tram', 'television', 'piano', 'book', 'railway car']


def _allowed(colour, noun, split):
    return split == 'val' or not lexicon.is_held_out(colour, noun)


def random_thing(rng, split, shape=None, noun=None):
    """A thing of a random (or given) noun in a colour that `split` may show; val shows held-out pairs too."""
    if noun is None:
        kind = rng.random() if shape is None else 0 if shape else 1
        noun = rng.choice(
            lexicon.SHAPES
            if kind < 0.36
            else (lexicon.LETTERS if rng.random() < 0.6 else lexicon.DIGITS)
            if kind < 0.42
            else lexicon.EVERYDAY_NOUNS
            if rng.random() < 0.35
            else lexicon.GLYPH_NOUNS
        )
    if noun in lexicon.SHAPES:
        colour = rng.choice([c for c in lexicon.COLOURS if _allowed(c, noun, split)])
        return Thing(noun, colour, rng.choices(lexicon.FILLS, (0.5, 0.15, 0.18, 0.17))[0])
    colour, natural = lexicon.NATURAL.get(noun), True
    if noun in lexicon.RECOLOUR and (rng.random() < 0.65 or lexicon.CATEGORY[noun] in ('letter', 'number')):
        colour, natural = rng.choice([c for c in lexicon.RECOLOUR[noun] if _allowed(c, noun, split)]), False
    return Thing(noun, colour, None, glyph=rng.choice(lexicon.GLYPHS[noun]), natural=natural)


def _copy(thing, **changes):
    return Thing(
        **{
            **dict(noun=thing.noun, colour=thing.colour, fill=thing.fill, glyph=thing.glyph, natural=thing.natural),
            **changes,
        }
    )


def _variants(rng, split, count):
    """Same noun, other colours or fills: what makes attributes matter."""
    kind = rng.random()
    nouns = lexicon.SHAPES * 3 + OF_MANY_COLOURS if kind < 0.8 else lexicon.LETTERS + lexicon.DIGITS
    first = random_thing(rng, split, noun=rng.choice(nouns) if kind < 0.9 else None)
    things = [first]
    for _ in range(count - 1):
        if first.noun in lexicon.SHAPES:
            base = rng.choice(things)
            other = random_thing(rng, split, noun=first.noun)
            if rng.random() < 0.35:
                other = _copy(base, fill=rng.choice(lexicon.FILLS))
            elif rng.random() < 0.5:
                other.fill = base.fill
        else:
            other = random_thing(rng, split, noun=first.noun)
        things.append(other)
    return things


def _group(rng, split, count):
    """Equal things, as plurals and counts want them."""
    first = random_thing(rng, split)
    return [_copy(first) for _ in range(count)]


def _mixed(rng, split, count):
    return [random_thing(rng, split) for _ in range(count)]


def _category(rng, split, count):
    category = rng.choice(lexicon.CATEGORIES + list(lexicon.GROUPS))
    nouns = lexicon.GROUPS.get(category) or [n for n in lexicon.CATEGORY if lexicon.CATEGORY[n] == category]
    return [random_thing(rng, split, noun=rng.choice(nouns)) for _ in range(count)]


def _relation(rng, split):
    """Twins and what they stand by: only the place decides which is meant."""
    twins = _group(rng, split, rng.choice((2, 2, 2, 3, 3, 4))) if rng.random() < 0.8 else _variants(rng, split, 2)
    return twins + _mixed(rng, split, rng.choice((1, 1, 2, 2, 3)))


def _hosted(rng, split, place):
    """A large thing with one or two small ones inside or on top of it, and mostly a twin elsewhere."""
    host = random_thing(rng, split, noun=rng.choice(FRAMES if place == 'inside' else STANDS))
    if host.fill:
        host.fill = 'outlined' if place == 'inside' and rng.random() < 0.6 else 'filled'
    first = random_thing(rng, split)
    while first.noun == host.noun or first.fill and first.colour == host.colour:
        first = random_thing(rng, split)
    guests = [first] if rng.random() < 0.7 else [first, _copy(first) if rng.random() < 0.3 else random_thing(rng, split)]
    for guest in guests:
        guest.place = place, host
    twins = [_copy(first) for _ in range(rng.choice((0, 1, 1, 2)))]
    return [host] + guests + twins + _mixed(rng, split, rng.randint(0, 2))


THEMES = {
    'single': 0.09, 'mixed': 0.13, 'variants': 0.13, 'group': 0.07, 'relation': 0.28, 'size': 0.1, 'category': 0.05,
    'inside': 0.08, 'on': 0.07,
}
SPATIAL = {'relation': 0.64, 'size': 0.14, 'inside': 0.12, 'on': 0.1}  # where words about place decide


def compose(rng, split, density):
    """The things of a scene, before any is placed, and its theme."""
    if density == 'dense':
        wanted = rng.randint(8, 20)
        things = []
        while len(things) < wanted:
            part = rng.choices((_variants, _group, _mixed, _category), (0.3, 0.2, 0.42, 0.08))[0]
            things += part(rng, split, rng.randint(2, 4) if part is not _mixed else rng.randint(1, 4))
        return things[:wanted], 'dense'
    theme = rng.choices(*zip(*(SPATIAL if density == 'spatial' else THEMES).items()))[0]
    few = rng.randint(0, 3)
    if theme == 'single':
        return _mixed(rng, split, 1), theme
    if theme == 'mixed':
        return _mixed(rng, split, rng.randint(2, 7)), theme
    if theme == 'variants':
        things = _variants(rng, split, rng.randint(2, 5)) + _mixed(rng, split, few)
    elif theme == 'group':
        things = _group(rng, split, rng.randint(2, 5)) + _mixed(rng, split, few)
    elif theme == 'relation':
        things = _relation(rng, split)
    elif theme in ('inside', 'on'):
        things = _hosted(rng, split, theme)
    elif theme == 'size':
        things = _group(rng, split, rng.randint(2, 4)) + _mixed(rng, split, few)
    else:
        things = _category(rng, split, rng.randint(2, 4)) + _mixed(rng, split, few)
    return things, theme
