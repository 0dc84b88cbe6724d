"""Scenes: which objects, where, drawn over what, and the boxes of what stays visible."""

import io
import math
import random

import numpy as np
from PIL import Image, ImageFilter

from . import lexicon
from .backgrounds import background
from .canvas import Canvas, overlap
from .compose import compose
from .glyphs import glyph_sprite
from .shapes import shape_sprite

UPRIGHT = {'square': 12, 'diamond': 8, 'cross': 16, 'heart': 25, 'triangle': 30, 'star': 36}
QUARTERS = {'arrow': 18, 'rectangle': 18, 'oval': 30}
HAS_TEXT = {'billiard ball', 'stop sign', 'money bag', 'piano', 'map', 'globe', 'alarm clock', 'police car'}


def _shares(rng, count, theme):
    """Longer sides over the picture's shorter side."""
    low, high = (
        (0.15, 0.62) if count == 1 else (0.13, 0.5) if count <= 3 else (0.1, 0.38) if count <= 7 else (0.08, 0.27)
    )
    if theme == 'size':
        return [rng.choice((rng.uniform(0.09, 0.16), rng.uniform(0.34, 0.5))) for _ in range(count)]
    scene = rng.uniform(0.75, 1.1)  # things of one scene tend to be alike in size
    return [min(0.62, scene * math.exp(rng.uniform(math.log(low), math.log(high)))) for _ in range(count)]


def _paint(colour, rng):
    """The colour, varied but still true to its name."""
    lift = rng.uniform(0.9, 1.08)
    spread = 6 if colour in ('black', 'white', 'gray') else 13
    if colour == 'gray':
        lift = rng.uniform(0.82, 1.2)
    return tuple(int(min(255, max(0, c * lift + rng.uniform(-spread, spread)))) for c in lexicon.COLOURS[colour])


def _angle(noun, rng):
    if noun in UPRIGHT:
        limit = UPRIGHT[noun]
        return rng.uniform(-limit, limit) if rng.random() < 0.5 else 0
    if noun in QUARTERS:
        return rng.choice((0, 0, 90, 180, -90)) + (rng.uniform(-1, 1) * QUARTERS[noun] if rng.random() < 0.5 else 0)
    return rng.uniform(0, 360)


def _edge(paint, around, rng):
    """A contour colour where the paint would drown in its surroundings, now and then elsewhere."""
    difference = sum(abs(p - a) for p, a in zip(paint, around))
    if difference > 120 and rng.random() > 0.12:
        return None
    light = sum(paint) > 330
    return tuple(int(c * 0.45) for c in paint) if light else tuple(int(c + (255 - c) * 0.55) for c in paint)


def _sprite(thing, size, around, rng):
    if thing.fill is None:
        angle = 0 if rng.random() < 0.62 else rng.uniform(-14, 14) if rng.random() < 0.8 else rng.uniform(-28, 28)
        flip = thing.noun not in HAS_TEXT and rng.random() < 0.5
        stretch = rng.uniform(0.88, 1.12) if rng.random() < 0.25 else 1.0
        return glyph_sprite(thing.glyph, None if thing.natural else thing.colour, size, angle, flip, stretch)
    paint = _paint(thing.colour, rng)
    return shape_sprite(thing.noun, paint, thing.fill, size, _angle(thing.noun, rng), rng, _edge(paint, around, rng))


def _finish(image, rng, noise):
    """What cameras and screens do to a picture; mild."""
    if rng.random() < 0.35:
        gain, lift = rng.uniform(0.85, 1.15), rng.uniform(-16, 16)
        image = image.point([int(min(255, max(0, (v - 128) * gain + 128 + lift))) for v in range(256)] * 3)
    if rng.random() < 0.08:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 0.9)))
    if rng.random() < 0.07:
        file = io.BytesIO()
        image.save(file, 'JPEG', quality=rng.randint(45, 90))
        image = Image.open(file).convert('RGB')
    data = np.array(image)
    if rng.random() < 0.08:
        grain = noise.integers(-255, 256, data.shape[:2] + (1,), np.int16) // rng.randint(12, 40)
        data = np.clip(data + grain, 0, 255).astype(np.uint8)
    return data


def _place(thing, share, canvas, crowding, rng):
    """(sprite, x, y, window and mask, size) for the thing at a free place, smaller where none is found; or None."""
    short = min(canvas.width, canvas.height)
    for _ in range(3):
        sprite, size = None, max(11.0, share * short)
        sides = size, size
        for _ in range(14):
            border = 0.3 if rng.random() < 0.08 else 0.0
            x, y = (
                (
                    round(rng.uniform(-border * side, extent - side + border * side))
                    if extent > side
                    else round((extent - side) / 2)
                )
                for side, extent in zip(sides, (canvas.width, canvas.height))
            )
            if any(overlap((x, y, x + sides[0], y + sides[1]), frame) > crowding for frame in canvas.frames):
                continue
            if sprite is None:
                sprite = _sprite(thing, size, canvas.around(x + size / 2, y + size / 2), rng)
                sides = sprite.size
            fit = canvas.fits(sprite, x, y)
            if fit:
                return sprite, x, y, fit, size
        share *= 0.75
        if share < 0.075:
            return None
    return None


def draw(seed, height, width, split, density):
    """(canvas, things with boxes, theme, random.Random, numpy Generator): the scene before any camera."""
    rng = random.Random(seed)
    noise = np.random.Generator(np.random.SFC64(seed))
    things, theme = compose(rng, split, density)
    shares = _shares(rng, len(things), theme)
    canvas = Canvas(background(width, height, rng, noise))
    crowding = rng.choice((0.0, 0.0, 0.15, 0.35))
    shadow = None
    if rng.random() < 0.15:
        shadow = rng.randint(-3, 3), rng.randint(1, 4), rng.randint(1, 3)
    rng.shuffle(things)
    placed = []
    for thing, share in zip(things, shares):
        place = _place(thing, share if thing.fill in (None, 'filled') else max(share, 0.14), canvas, crowding, rng)
        if place:
            sprite, x, y, fit, size = place
            canvas.put(sprite, x, y, *fit, shadow)
            thing.share = size / min(width, height)
            placed.append(thing)
    for index, thing in enumerate(placed):
        thing.box = canvas.box(index)
    return canvas, placed, theme, rng, noise


def render(seed, height, width, split, density):
    """(image uint8 (height, width, 3), things with boxes, theme)."""
    canvas, placed, theme, rng, noise = draw(seed, height, width, split, density)
    return _finish(canvas.image, rng, noise), placed, theme
