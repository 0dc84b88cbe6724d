"""Backgrounds of many kinds and tints; none of them is something a caption names."""

import numpy as np
from PIL import Image, ImageDraw


def _tint(rng):
    """A background colour: mostly calm, sometimes strong."""
    kind = rng.random()
    if kind < 0.42:  # pale
        base = rng.uniform(205, 250)
        return tuple(int(min(255, base + rng.uniform(-18, 12))) for _ in range(3))
    if kind < 0.60:  # grey of any lightness
        base = rng.uniform(30, 230)
        return tuple(int(base + rng.uniform(-10, 10)) for _ in range(3))
    if kind < 0.86:  # muted
        return tuple(int(rng.uniform(70, 215)) for _ in range(3))
    if kind < 0.94:  # dark
        return tuple(int(rng.uniform(10, 80)) for _ in range(3))
    return tuple(int(rng.uniform(0, 255)) for _ in range(3))


def _near(colour, rng, spread):
    shift = rng.uniform(-spread, spread)
    return tuple(int(min(255, max(0, c + shift + rng.uniform(-spread, spread) / 2))) for c in colour)


def _gradient(width, height, corners):
    image = Image.new('RGB', (2, 2))
    image.putdata(corners)
    return image.resize((width, height), Image.BILINEAR)


def _plain(width, height, rng, noise):
    return Image.new('RGB', (width, height), _tint(rng))


def _two_tone(width, height, rng, noise):
    one = _tint(rng)
    other = _tint(rng) if rng.random() < 0.4 else _near(one, rng, 60)
    corners = [one, other, one, other] if rng.random() < 0.5 else [one, one, other, other]
    if rng.random() < 0.3:
        corners = [one, _near(other, rng, 30), _near(one, rng, 30), other]
    return _gradient(width, height, corners)


def _noisy(width, height, rng, noise):
    cells = rng.choice((1, 1, 2, 4, 8))
    rows, columns = height // cells + 2, width // cells + 2
    grain = noise.integers(-255, 256, (rows, columns, 3 if rng.random() < 0.5 else 1)) * rng.uniform(0.03, 0.14)
    image = np.clip(np.array(_tint(rng)) + grain, 0, 255).astype(np.uint8)
    image = Image.fromarray(np.ascontiguousarray(np.broadcast_to(image, (rows, columns, 3))))
    if cells > 1:
        image = image.resize((columns * cells, rows * cells), rng.choice((Image.NEAREST, Image.BILINEAR)))
    return image.crop((0, 0, width, height))


def _striped(width, height, rng, noise):
    one = _tint(rng)
    other = _near(one, rng, 45)
    image = Image.new('RGB', (width, height), one)
    draw = ImageDraw.Draw(image)
    period = rng.uniform(0.05, 0.25) * max(width, height)
    slant = rng.choice((0, 0, 1, -1, 0.5)) * height
    at = -abs(slant) - period
    flat = rng.random() < 0.4
    while at < max(width, height) + abs(slant):
        if flat:
            draw.rectangle((0, at, width, at + period / 2), fill=other)
        else:
            draw.polygon(
                [(at, 0), (at + period / 2, 0), (at + period / 2 + slant, height), (at + slant, height)], fill=other
            )
        at += period
    return image


def _checker(width, height, rng, noise):
    cell = max(4, int(rng.uniform(0.04, 0.16) * max(width, height)))
    one = _tint(rng)
    rows, columns = height // cell + 1, width // cell + 1
    tiles = Image.new('RGB', (columns, rows), one)
    other = _near(one, rng, 40)
    tiles.putdata([one if (r + c) % 2 else other for r in range(rows) for c in range(columns)])
    return tiles.resize((columns * cell, rows * cell), Image.NEAREST).crop((0, 0, width, height))


def _paper(width, height, rng, noise):
    base = rng.uniform(222, 252)
    colour = (int(base), int(base - rng.uniform(0, 10)), int(base - rng.uniform(0, 26)))
    image = Image.new('RGB', (width, height), colour)
    draw = ImageDraw.Draw(image)
    style = rng.random()
    step = rng.uniform(0.04, 0.1) * max(width, height)
    line = tuple(int(c - rng.uniform(15, 55)) for c in colour)
    for k in range(int(max(width, height) / step) + 1) if style < 0.7 else ():
        draw.line((0, k * step, width, k * step), fill=line)
        if style < 0.35:
            draw.line((k * step, 0, k * step, height), fill=line)
    return image


def _sky_and_ground(width, height, rng, noise):
    sky = (
        (int(rng.uniform(90, 200)), int(rng.uniform(160, 225)), int(rng.uniform(205, 255)))
        if rng.random() < 0.75
        else _tint(rng)
    )
    soil = rng.choice(
        (
            (95, 160, 75),
            (150, 190, 100),
            (200, 180, 130),
            (120, 100, 80),
            (230, 235, 240),
            (140, 140, 140),
            (60, 110, 60),
        )
    )
    soil = _near(soil, rng, 25)
    pale = tuple(min(255, c + 35) for c in sky)
    image = _gradient(width, height, [sky, sky, pale, pale])
    horizon = int(height * rng.uniform(0.4, 0.85))
    image.paste(
        _gradient(width, height - horizon, [soil, soil, _near(soil, rng, 30), _near(soil, rng, 30)]), (0, horizon)
    )
    return image


def _blobs(width, height, rng, noise):
    rows, columns = rng.randint(3, 7), rng.randint(3, 7)
    base = np.array(_tint(rng))
    cells = np.clip(base + noise.integers(-100, 101, (rows, columns, 3)) * rng.uniform(0.2, 0.8), 0, 255).astype(
        np.uint8
    )
    return Image.fromarray(cells).resize((width, height), Image.BICUBIC)


def _walls(width, height, rng, noise):
    """Large flat areas as of walls and floors: half planes, so that no bounded shape arises."""
    base = _tint(rng)
    image = Image.new('RGB', (width, height), base)
    draw = ImageDraw.Draw(image)
    far = 2 * (width + height)
    turn = rng.uniform(0, 6.3)
    for _ in range(rng.randint(1, 3)):
        x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
        turn += rng.uniform(-0.5, 0.5)
        ux, uy = np.cos(turn) * far, np.sin(turn) * far
        draw.polygon(
            [(x - ux, y - uy), (x + ux, y + uy), (x + ux - uy, y + uy + ux), (x - ux - uy, y - uy + ux)],
            fill=_near(base, rng, 35),
        )
    return image


def _clouds(rows, columns, octaves, noise):
    """1/f noise in 0 to 1, float32 (rows, columns): every octave twice as fine and about half as strong."""
    total = np.zeros((rows, columns), np.float32)
    for k in range(octaves):
        cells = noise.integers(0, 256, (3 * 2**k, 3 * 2**k), np.uint8)
        layer = Image.fromarray(cells).resize((columns, rows), Image.BICUBIC)
        total += np.asarray(layer, np.float32) / (255 * 1.8**k)
    low, high = total.min(), total.max()
    return (total - low) / max(high - low, 1e-6)


def _between(one, other, share):
    """uint8 (h, w, 3): `one` where the share is 0, `other` where it is 1."""
    one, other = np.array(one, np.float32), np.array(other, np.float32)
    return (one + (other - one) * share[..., None]).astype(np.uint8)


def _photograph(width, height, rng, noise):
    """The statistics of an unsharp photograph: coloured noise with power at all scales."""
    rows, columns = height // 3 + 1, width // 3 + 1
    field = _clouds(rows, columns, rng.randint(2, 4), noise)
    one = _tint(rng)
    other = _near(one, rng, 90) if rng.random() < 0.7 else _tint(rng)
    return Image.fromarray(_between(one, other, field)).resize((width, height), Image.BILINEAR)


def _vignette(width, height, rng, noise):
    one = _tint(rng)
    across, down = (np.linspace(-1, 1, side, dtype=np.float32) ** 2 for side in (32, 32))
    share = np.clip((down[:, None] + across) / 2, 0, 1)
    edge = tuple(int(c * rng.uniform(0.4, 0.8)) for c in one)
    return Image.fromarray(_between(one, edge, share)).resize((width, height), Image.BICUBIC)


def _texture(width, height, rng, noise):
    """Grass, sand, water or wood: noise drawn out along one direction."""
    colour, along, down = rng.choice(
        (
            ((95, 150, 70), 2, 7),
            ((215, 190, 140), 2, 2),
            ((80, 150, 190), 14, 3),
            ((165, 115, 70), 40, 3),
            ((205, 165, 115), 40, 4),
        )
    )
    colour = _near(colour, rng, 18)
    rows, columns = height // down + 2, width // along + 2
    share = noise.random((rows, columns), np.float32)
    image = Image.fromarray(_between(colour, _near(tuple(int(c * 0.8) for c in colour), rng, 10), share))
    return image.resize((width, height), Image.BILINEAR)


def _night(width, height, rng, noise):
    top = (int(rng.uniform(5, 30)), int(rng.uniform(8, 35)), int(rng.uniform(35, 75)))
    low = _near(tuple(c + 35 for c in top), rng, 12)
    data = np.array(_gradient(width, height, [top, top, low, low]))
    for _ in range(rng.randint(10, 50)):
        data[rng.randrange(height), rng.randrange(width)] = rng.randint(110, 190)
    return Image.fromarray(data)


def _room(width, height, rng, noise):
    """Wall, skirting and floor, with a corner or a table's edge: strips that run from border to border."""
    wall, floor = _tint(rng), _near(rng.choice(((150, 110, 75), (190, 160, 125), (120, 120, 125), (95, 75, 60))), rng, 20)
    image = _gradient(width, height, [wall, _near(wall, rng, 10), _near(wall, rng, 14), wall])
    draw = ImageDraw.Draw(image)
    line = int(height * rng.uniform(0.55, 0.85))
    draw.rectangle((0, line, width, height), fill=floor)
    if rng.random() < 0.6:
        draw.rectangle((0, line - max(1, height // 50), width, line), fill=_near(wall, rng, 40))
    if rng.random() < 0.4:
        corner = rng.uniform(0.15, 0.85) * width
        far = width if corner > width / 2 else 0
        draw.polygon([(corner, 0), (corner, line), (far, line + height // 12), (far, 0)], fill=_near(wall, rng, 22))
    if rng.random() < 0.4:
        for k in range(1, 5):
            y = line + (height - line) * (k / 5) ** 1.5
            draw.line((0, y, width, y), fill=tuple(int(c * 0.88) for c in floor))
    return image


KINDS = (
    _plain,
    _plain,
    _plain,
    _two_tone,
    _two_tone,
    _noisy,
    _noisy,
    _striped,
    _checker,
    _paper,
    _sky_and_ground,
    _blobs,
    _blobs,
    _walls,
    _photograph,
    _photograph,
    _photograph,
    _vignette,
    _texture,
    _texture,
    _night,
    _room,
    _room,
)


def background(width, height, rng, noise):
    """An RGB image. `rng`: random.Random, `noise`: numpy Generator."""
    return rng.choice(KINDS)(width, height, rng, noise)
