"""Scenes: which objects, where, drawn over what, and the boxes of what stays visible."""

import io
import math
import random

import numpy as np
from PIL import Image, ImageFilter

from . import lexicon
from .backgrounds import background
from .canvas import SEEN, Canvas, overlap
from .compose import compose
from .glyphs import character_sprite, glyph_sprite
from .shapes import shape_sprite

UPRIGHT = {'square': 12, 'diamond': 8, 'cross': 16, 'heart': 25, 'triangle': 30, 'star': 36}
QUARTERS = {'arrow': 18, 'rectangle': 18, 'oval': 30}
SMALLEST = 7.0, 0.03  # pixels, and share of the picture's longer side
UNFLIPPED = {'flag', 'symbol', 'building', 'letter', 'number'}
HAS_TEXT = {'calendar', 'silver medal', 'bronze medal', 'medal', 'clock', 'watch', 'stopwatch', 'slot machine', 'billiard ball', 'stop sign', 'money bag', 'piano', 'map', 'globe', 'alarm clock', 'police car'}


def _shares(rng, count, theme):
    """Longer sides over the picture's shorter side."""
    low, high = (
        (0.15, 0.62) if count == 1 else (0.13, 0.5) if count <= 3 else (0.1, 0.38) if count <= 7 else (0.08, 0.27) if count <= 14 else (0.07, 0.2)
    )
    if theme == 'size':
        return [rng.uniform(0.09, 0.16) if (k + count) % 2 else rng.uniform(0.34, 0.5) for k in range(count)]
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


def _sprite(thing, size, around, rng, level=False):
    """The thing drawn alone. `level`: not turned."""
    if thing.category in ('letter', 'number'):
        paint = _paint(thing.colour, rng)
        turn = 0 if level or rng.random() < 0.5 else rng.uniform(-12, 12)
        return character_sprite(thing.glyph, paint, size, turn, rng, _edge(paint, around, rng))
    if thing.fill is None:
        angle = 0 if level or rng.random() < 0.58 else rng.uniform(-14, 14) if rng.random() < 0.75 else rng.uniform(-28, 28)
        flip = thing.noun not in HAS_TEXT and thing.category not in UNFLIPPED and rng.random() < 0.5
        stretch = rng.uniform(0.88, 1.12) if rng.random() < 0.25 else 1.0
        return glyph_sprite(thing.glyph, None if thing.natural else thing.colour, size, angle, flip, stretch)
    paint = _paint(thing.colour, rng)
    return shape_sprite(thing.noun, paint, thing.fill, size, 0 if level else _angle(thing.noun, rng), rng, _edge(paint, around, rng))


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


def _place_by(thing, share, canvas, host, rng):
    """As `_place`, inside or on top of the thing with the index `host`; None where it does not go."""
    x0, y0, x1, y1 = (int(side) for side in canvas.box(host))
    width, height = x1 - x0, y1 - y0
    inside = thing.place[0] == 'inside'
    for _ in range(8):
        size = rng.uniform(0.28, 0.5) * min(width, height) if inside else min(share * min(canvas.image.size), 0.6 * width)
        if size < 9:
            return None
        around = canvas.image.getpixel((x0 + width // 2, y0 + height // 2 if inside else max(0, y0 - 3)))
        sprite = _sprite(thing, size, around, rng, level=not inside)
        wide, high = sprite.size
        if inside:
            room_x, room_y = 0.66 * width - wide, 0.66 * height - high
            if min(room_x, room_y) < 0:
                continue
            x = round(x0 + 0.17 * width + rng.uniform(0, room_x))
            y = round(y0 + 0.17 * height + rng.uniform(0, room_y))
        else:
            if wide > 0.85 * width:
                share *= 0.8
                continue
            x = round(x0 + 0.06 * width + rng.uniform(0, 0.88 * width - wide))
            below = canvas.owner[y0:y1, x + wide // 4 : x + max(wide // 4 + 1, 3 * wide // 4)] == host
            if not below.any(1).any():
                continue
            y = y0 + int(below.any(1).argmax()) - int(np.nonzero((sprite.alpha >= SEEN).any(1))[0][-1])
            if y < 0:
                share *= 0.8
                continue
        mask = sprite.alpha >= SEEN
        under = canvas.owner[y : y + high, x : x + wide]
        if under.shape != mask.shape or ((under[mask] != 255) & (under[mask] != host)).any():
            continue
        fit = canvas.fits(sprite, x, y)
        if fit:
            return sprite, x, y, fit, size
    return None


def _place(thing, share, canvas, crowding, rng, least, level=False):
    """(sprite, x, y, window and mask, size) for the thing at a free place, smaller where none is found; or None."""
    short = min(canvas.width, canvas.height)
    for _ in range(3):
        sprite, size = None, max(least, share * short)
        sides = size, size
        for _ in range(14):
            border = 0.3 if rng.random() < 0.11 else 0.0
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
                sprite = _sprite(thing, size, canvas.around(x + size / 2, y + size / 2), rng, level)
                sides = sprite.size
            fit = canvas.fits(sprite, x, y)
            if fit:
                return sprite, x, y, fit, size
        share *= 0.75
        if share * short < least:
            return None
    return None


def draw(seed, height, width, split, density):
    """(canvas, things with boxes, theme, random.Random, numpy Generator): the scene before any camera."""
    rng = random.Random(seed)
    noise = np.random.Generator(np.random.SFC64(seed))
    things, theme = compose(rng, split, density)
    shares = _shares(rng, len(things), theme)
    canvas = Canvas(background(width, height, rng, noise))
    crowding = 0.0 if theme in ('inside', 'on') else rng.choice((0.0, 0.0, 0.15, 0.35))
    long = max(width, height)
    least = max(11.0, SMALLEST[1] * long)
    shadow = None
    if rng.random() < 0.25:
        shadow = rng.randint(-3, 3), rng.randint(1, 4), rng.randint(1, 3)
    if theme != 'single' and rng.random() < (0.12 if min(width, height) >= 200 else 0.04):
        least = max(SMALLEST[0], SMALLEST[1] * long)
        shares = [s if rng.random() < 0.5 else rng.uniform(0.03, 0.08) * long / min(width, height) for s in shares]
    if theme in ('inside', 'on'):  # a large host, then what it holds, then the rest
        shares[0] = rng.uniform(0.4, 0.62)
    else:
        rng.shuffle(things)
    placed = []
    for thing, share in zip(things, shares):
        place = None
        if thing.place:
            host = next((k for k, t in enumerate(placed) if t is thing.place[1]), None)
            place = None if host is None else _place_by(thing, share, canvas, host, rng)
            if place is None:
                thing.place = None
        if place is None:
            share = share if thing.fill in (None, 'filled') else max(share, 0.14)
            place = _place(thing, share, canvas, crowding, rng, least, level=theme == 'on' and thing is things[0])
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
