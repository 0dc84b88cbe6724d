"""The shapes in their fills, drawn larger and reduced."""

import math

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from .sprites import Sprite

OVERSAMPLE = 3


def _regular(count, start=-90.0):
    return [
        (math.cos(math.radians(start + 360 * k / count)), math.sin(math.radians(start + 360 * k / count)))
        for k in range(count)
    ]


def _outlines():
    circle = _regular(44)
    star = [(x * r, y * r) for k, (x, y) in enumerate(_regular(10)) for r in [1 if k % 2 == 0 else 0.43]]
    third = 0.34
    cross = [
        (-third, -1),
        (third, -1),
        (third, -third),
        (1, -third),
        (1, third),
        (third, third),
        (third, 1),
        (-third, 1),
        (-third, third),
        (-1, third),
        (-1, -third),
        (-third, -third),
    ]
    heart = []
    for k in range(44):
        t = 2 * math.pi * k / 44
        x, y = 16 * math.sin(t) ** 3, 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        heart.append((x / 16, -y / 16))
    crescent = [(math.cos(a), math.sin(a)) for a in (math.radians(55 + 250 * k / 30) for k in range(31))]
    tip_x, tip_y = crescent[0]
    inner_x, reach = tip_x + 0.18, 0
    reach = math.hypot(tip_x - inner_x, tip_y)
    start = math.degrees(math.atan2(tip_y, tip_x - inner_x))
    crescent += [
        (inner_x + reach * math.cos(a), reach * math.sin(a))
        for a in (math.radians(-start + (2 * start - 360) * k / 24) for k in range(1, 24))
    ]
    arrow = [(-1, -0.26), (0.15, -0.26), (0.15, -0.68), (1, 0), (0.15, 0.68), (0.15, 0.26), (-1, 0.26)]
    return {
        'circle': circle,
        'ring': circle,
        'oval': [(x, y * 0.6) for x, y in circle],
        'square': [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        'rectangle': [(-1, -0.55), (1, -0.55), (1, 0.55), (-1, 0.55)],
        'triangle': [(0, -0.9), (1, 0.85), (-1, 0.85)],
        'star': star,
        'hexagon': _regular(6),
        'pentagon': _regular(5),
        'cross': cross,
        'heart': heart,
        'crescent': crescent,
        'arrow': arrow,
        'diamond': [(0, -1), (0.7, 0), (0, 1), (-0.7, 0)],
    }


OUTLINES = _outlines()


def _pattern(fill, width, height, period, angle, share):
    """Stripes or dots over the whole canvas, as an L image."""
    image = Image.new('L', (width, height), 0)
    draw = ImageDraw.Draw(image)
    cos, sin = math.cos(angle), math.sin(angle)
    reach = math.hypot(width, height) / 2
    cx, cy = width / 2, height / 2
    count = int(reach / period) + 1
    for k in range(-count, count + 1):
        if fill == 'striped':
            x, y = cx + k * period * cos, cy + k * period * sin
            draw.line(
                (x - reach * sin, y + reach * cos, x + reach * sin, y - reach * cos),
                fill=255,
                width=max(1, round(period * share)),
            )
        else:
            for m in range(-count, count + 1):
                u, v = k * period + (m % 2) * period / 2, m * period * 0.87
                x, y, r = cx + u * cos - v * sin, cy + u * sin + v * cos, period * share / 2
                draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return image


def shape_sprite(noun, paint, fill, size, angle, rng, edge=None):
    """A shape whose longer side is about `size` pixels, `angle` in degrees.

    `edge`: colour of a thin contour where the paint alone would not stand out, or None.
    """
    factor = OVERSAMPLE if size < 160 else 2
    turn = math.radians(angle)
    cos, sin = math.cos(turn) * size * factor / 2, math.sin(turn) * size * factor / 2
    squeeze = (
        rng.uniform(0.86, 1.12) if noun in ('oval', 'rectangle', 'triangle', 'diamond', 'arrow', 'crescent') else 1
    )
    points = [(x * cos - y * squeeze * sin, x * sin + y * squeeze * cos) for x, y in OUTLINES[noun]]
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    width = max(2, math.ceil((max(p[0] for p in points) - left) / factor)) * factor
    height = max(2, math.ceil((max(p[1] for p in points) - top) / factor)) * factor
    points = [(x - left, y - top) for x, y in points]
    body = Image.new('L', (width, height), 0)
    draw = ImageDraw.Draw(body)
    draw.polygon(points, fill=255)
    loops = [points]
    if noun == 'ring':
        thick = rng.uniform(0.48, 0.68)
        hole = [(width / 2 + (x - width / 2) * thick, height / 2 + (y - height / 2) * thick) for x, y in points]
        draw.polygon(hole, fill=0)
        loops.append(hole)

    def rim(share):
        image = Image.new('L', (width, height), 0)
        line = ImageDraw.Draw(image)
        thickness = 2 * max(factor * 1.2, size * factor * share)
        for loop in loops:
            line.line(loop + loop[:2], fill=255, width=round(thickness), joint='curve')
        return ImageChops.multiply(image, body)

    gap, main, union = None, body, body
    if fill == 'outlined':
        main = union = rim(rng.uniform(0.05, 0.1) * (0.6 if noun == 'ring' else 1))
    elif fill in ('striped', 'dotted'):
        period = factor * max(size * rng.uniform(0.17, 0.27) * (0.75 if noun == 'ring' else 1), 5.0)
        spin = rng.choice((0, math.pi / 2, math.pi / 4, -math.pi / 4, rng.uniform(0, math.pi)))
        marks = _pattern(
            fill,
            width,
            height,
            period,
            spin + turn,
            rng.uniform(0.42, 0.58) if fill == 'striped' else rng.uniform(0.55, 0.7),
        )
        style = rng.random()
        light = sum(paint) > 560
        inverse = fill == 'dotted' and style > 0.7
        if inverse:  # pale dots on the colour
            marks = ImageChops.invert(marks)
        main = ImageChops.multiply(marks, body)
        if rng.random() < (0.85 if style < 0.4 else 0.5) or noun == 'ring':
            main = ImageChops.lighter(main, rim(rng.uniform(0.035, 0.06)))
        if style < 0.4 and not inverse:
            union = main
        else:
            share = rng.choice((0.0, 0.15, 0.25))
            other = (70, 70, 75) if light else (255, 255, 255)
            gap = body, tuple(int(o + (p - o) * share) for o, p in zip(other, paint))
    layers = []
    small = lambda image: image.reduce(factor)
    if gap:
        layers.append((gap[1], small(gap[0])))
    layers.append((paint, small(main)))
    if edge:
        layers.append((edge, small(rim(0.02 if fill == 'filled' else 0.012))))
    mask = small(union) if not edge else ImageChops.lighter(small(union), layers[-1][1])
    return Sprite(layers, np.asarray(mask))
