"""Objects as Noto Color Emoji, in their own or another colour."""

import io
import os
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from . import lexicon
from .sprites import Sprite

FONT = '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'
DRAWN = os.environ.get('SCENE_GLYPHS')  # a zip file of the glyphs as pictures, for machines without the font (write_glyphs)
# Plain bold faces for letters and digits; those that are not installed are left out.
FACES = [
    path
    for path in (
        '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf',
        '/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf',
        '/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf',
        '/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf',
        '/usr/share/fonts/truetype/liberation/LiberationSerif-Bold.ttf',
        '/usr/share/fonts/truetype/liberation/LiberationSansNarrow-Bold.ttf',
    )
    if Path(path).exists()
] or sorted(map(str, Path(os.environ.get('SCENE_FONTS', '/nowhere')).glob('*.ttf')))
PALE = '👕'  # glyphs whose paint is itself pale


def _file_of(glyph):
    return '-'.join(f'{ord(c):x}' for c in glyph) + '.webp'


def write_glyphs(path):
    """All glyphs as pictures in a zip file: a quarter of the font, and no font is needed where it is read."""
    with zipfile.ZipFile(path, 'w') as archive:
        for glyph in dict.fromkeys(g for glyphs in lexicon.GLYPHS.values() for g in glyphs):
            file = io.BytesIO()
            _glyph(glyph).save(file, 'WEBP', quality=80)
            archive.writestr(_file_of(glyph), file.getvalue())


@lru_cache(maxsize=None)
def _glyph(glyph):
    if DRAWN:
        with zipfile.ZipFile(DRAWN) as archive, archive.open(_file_of(glyph)) as file:
            return Image.open(file).convert('RGBA')
    font = ImageFont.truetype(FONT, 109)
    image = Image.new('RGBA', (160, 160), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((8, 8), glyph, font=font, embedded_color=True)
    return image.crop(image.getbbox())


def _hue(rgb):
    """Hue in turns, saturation and value of float RGB (…, 3) in 0 to 1."""
    high, low = rgb.max(-1), rgb.min(-1)
    span = np.maximum(high - low, 1e-6)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(high == r, (g - b) / span % 6, np.where(high == g, (b - r) / span + 2, (r - g) / span + 4)) / 6
    return hue, (high - low) / np.maximum(high, 1e-6), high


@lru_cache(maxsize=64)  # _mip keeps what is in use
def _coloured(glyph, colour):
    """The glyph with the pixels of its main hue repainted in `colour`, light and shade kept."""
    image = _glyph(glyph)
    if colour is None:
        return image
    data = np.asarray(image).astype(np.float32)
    hue, saturation, value = _hue(data[..., :3] / 255)
    body = (data[..., 3] > 100) & (saturation > 0.3) & (value > 0.2)
    main = np.angle(np.exp(2j * np.pi * hue[body]).mean()) / (2 * np.pi)
    pale = 0.02 if glyph in PALE else 0.15  # below this a pixel is white or metal rather than painted
    distance = np.abs((hue - main + 0.5) % 1 - 0.5)
    weight = np.clip((0.13 - distance) / 0.03, 0, 1) * np.clip((saturation - pale) / 0.15, 0, 1)
    light = data[..., :3] @ np.array([0.3, 0.59, 0.11], np.float32)
    middle = np.median(light[body & (weight > 0.5)])
    ratio = (light / middle)[..., None]
    target = np.array(lexicon.COLOURS[colour], np.float32)
    if colour == 'black':
        target = np.array([38, 38, 40], np.float32)
    if colour == 'white':
        target = np.array([236, 236, 238], np.float32)
    shade = target * np.minimum(ratio, 1) ** 0.8 + (255 - target) * np.clip(ratio - 1, 0, 1) * (
        0.25 if colour == 'black' else 0.5
    )
    data[..., :3] += (np.clip(shade, 0, 255) - data[..., :3]) * weight[..., None]
    return Image.fromarray(data.round().astype(np.uint8), 'RGBA')


@lru_cache(maxsize=9000)
def _mip(glyph, colour, level):
    """Premultiplied glyph halved `level` times."""
    if level == 0:
        return _coloured(glyph, colour).convert('RGBa')
    above = _mip(glyph, colour, level - 1)
    return above.reduce(2)


HUES = (
    ('red', 0),
    ('orange', 28),
    ('yellow', 52),
    ('green', 125),
    ('cyan', 186),
    ('blue', 222),
    ('purple', 282),
    ('pink', 335),
    ('red', 360),
)
BESIDE = {
    'red': 'orange pink brown',
    'orange': 'red yellow brown',
    'yellow': 'orange',
    'green': '',
    'cyan': 'blue',
    'blue': 'cyan purple',
    'purple': 'blue pink',
    'pink': 'red purple',
    'brown': 'orange',
    'black': 'gray',
    'gray': 'black white',
    'white': 'gray',
}


@lru_cache(maxsize=None)
def colours_in(noun):
    """Colours of which the unchanged glyph shows something, with their neighbours: none may be called absent."""
    found = set()
    for glyph in lexicon.GLYPHS[noun]:
        data = np.asarray(_glyph(glyph)).astype(np.float32)
        hue, saturation, value = _hue(data[data[..., 3] > 128][:, :3] / 255)
        grey = (saturation < 0.25) | (value < 0.22)
        masses = {
            'black': grey & (value < 0.4),
            'gray': grey & (value > 0.25) & (value < 0.85),
            'white': grey & (value > 0.8),
        }
        for name, degrees in HUES:
            near = ~grey & (np.abs(hue * 360 - degrees) < 24 + 16 * (60 < degrees < 320))
            dim = near & (value < 0.8)
            masses[name] = masses.get(name, False) | near
            if name in ('red', 'orange'):
                masses['brown'] = masses.get('brown', False) | dim
        found |= {name for name, mass in masses.items() if np.mean(mass) > 0.05}
    return frozenset(found | {other for name in found for other in BESIDE[name].split()})


@lru_cache(maxsize=None)
def _character(character, face):
    font = ImageFont.truetype(FACES[face], 120)
    image = Image.new('L', (240, 240), 0)
    ImageDraw.Draw(image).text((40, 40), character, font=font, fill=255)
    return image.crop(image.getbbox())


def character_sprite(character, paint, size, angle, rng, edge=None):
    """A letter or digit whose longer side is `size` pixels before rotation; `edge`: colour of a contour, or None."""
    image = _character(character, rng.randrange(len(FACES)))
    scale = size / max(image.size)
    body = image.resize([max(3, round(side * scale)) for side in image.size], Image.BOX if scale < 1 else Image.BICUBIC)
    if angle:
        body = body.rotate(angle, Image.BICUBIC, expand=True)
    if edge is None:
        return Sprite([(paint, body)], np.asarray(body))
    wide = Image.new('L', (body.width + 2, body.height + 2), 0)
    wide.paste(body, (1, 1))
    rim = wide.filter(ImageFilter.MaxFilter(3))
    return Sprite([(edge, rim), (paint, wide)], np.asarray(rim))


def glyph_sprite(glyph, colour, size, angle=0.0, flip=False, stretch=1.0):
    """A glyph whose longer side is `size` pixels before rotation by `angle` degrees."""
    width, height = _glyph(glyph).size
    scale = size / max(width, height)
    level = 0
    while scale * 2**level < 0.5 and level < 4:
        level += 1
    image = _mip(glyph, colour, level)
    shape = max(3, round(width * scale * stretch)), max(3, round(height * scale))
    image = image.resize(shape, Image.BILINEAR if scale < 1 else Image.BICUBIC)
    if flip:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    if angle:
        image = image.rotate(angle, Image.BILINEAR, expand=True)
    image = image.convert('RGBA')
    mask = image.getchannel('A')
    return Sprite([(image.convert('RGB'), mask)], np.asarray(mask))
