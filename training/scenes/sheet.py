"""Draws the glyphs of the page's "make a scene": `python3 -m scenes.sheet OUTDIR` writes sheet.webp, sheet.json and the licence.

sheet.json holds all that the page must know of this world: the glyphs' names and places, shapes, colours, categories.
"""

import argparse
import json
import math
import re
from pathlib import Path

import numpy as np
from PIL import Image

from . import lexicon
from .canvas import SEEN
from .glyphs import glyph_sprite
from .shapes import OUTLINES

CELL = 120  # pixels, of the longer side of a glyph; more would take the sheet beyond 600 KB
COLUMNS = 12
QUALITY = 84
LICENCE = Path('/usr/share/doc/fonts-noto-color-emoji/copyright')

# Everyday things that a reader names without doubt, in the glyphs' own colours.
NOUNS = (
    'dog/cat/rabbit/fox/panda/lion/frog/monkey/penguin/owl/butterfly/snail/turtle/octopus/fish/whale/elephant/giraffe/'
    'duck/parrot/bee/ladybug/crab/'
    'apple/lemon/banana/watermelon/strawberry/pineapple/peach/'
    'tomato/avocado/carrot/eggplant/mushroom/donut/pizza/burger/cookie/ice cream/croissant/egg/'
    'bicycle/motorcycle/bus/tractor/airplane/helicopter/rocket/sailboat/ambulance/'
    'house/castle/tent/cactus/tree/sunflower/tulip/palm tree/'
    'soccer ball/basketball/trophy/skateboard/'
    'guitar/piano/trumpet/violin/drum/saxophone/'
    'crown/top hat/hammer/key/magnet/light bulb/candle/alarm clock/teddy bear/gift/'
    'laptop/camera/television/radio/robot/microphone/'
    'pencil/anchor/compass/hourglass/telescope/lantern/kite/pumpkin/snowman/ghost/globe/moon/sun/cloud/rainbow/'
    'traffic light/puzzle piece/syringe/dinosaur/bell'
).split('/')
# Things that also come in other colours: one cell each.
COLOURED = {
    'car': 'red blue green yellow',
    'balloon': 'red blue green yellow purple',
    'umbrella': 'red blue green orange',
    'backpack': 'red blue green',
    'cap': 'red blue green',
    'boot': 'brown red blue',
    'chair': 'brown red blue',
    'book': 'red blue green yellow',
}
# Where a thing would stand in the air or on the ground; the others go anywhere.
SKY = 'owl/butterfly/parrot/bee/airplane/helicopter/rocket/moon/sun/cloud/rainbow/kite/balloon'.split('/')
SHAPES = 'circle square triangle star heart diamond hexagon ring crescent oval rectangle'.split()


def entries():
    """(noun, colour to say or None, colour to paint in or None) of every cell."""
    plain = [(noun, lexicon.NATURAL.get(noun), None) for noun in NOUNS]
    coloured = [
        (noun, colour, None if lexicon.NATURAL.get(noun) == colour else colour)
        for noun, colours in COLOURED.items()
        for colour in colours.split()
    ]
    return plain + coloured


def cell(noun, paint):
    """The glyph as RGBA, cut to the pixels that count as seen, its longer side CELL."""
    sprite = glyph_sprite(lexicon.GLYPHS[noun][0], paint, CELL)
    image, mask = sprite.layers[0]
    image = image.convert('RGBA')
    image.putalpha(mask)
    rows, columns = ((sprite.alpha >= SEEN).any(axis) for axis in (1, 0))
    inside = lambda line: (int(line.argmax()), len(line) - int(line[::-1].argmax()))
    (top, bottom), (left, right) = inside(rows), inside(columns)
    return image.crop((left, top, right, bottom))


def world(cells):
    """The contents of sheet.json. `cells`: (entry, image) of every glyph."""
    nouns = list(dict.fromkeys(noun for (noun, _, _), _ in cells)) + SHAPES
    known = set(nouns)
    categories = dict.fromkeys(lexicon.CATEGORY[n] for n in nouns)
    return {
        'cell': CELL,
        'columns': COLUMNS,
        'colours': {name: list(rgb) for name, rgb in lexicon.COLOURS.items()},
        'nouns': [
            {
                'noun': noun,
                'plural': None if noun in lexicon.MASS else lexicon.plural(noun),
                'category': lexicon.CATEGORY[noun],
                'alike': sorted(lexicon.ALIKE.get(noun, set()) & known),
                'sky': noun in SKY,
            }
            for noun in nouns
        ],
        'categories': [
            {
                'noun': category,
                'plural': lexicon.plural(category),
                'doubtful': sorted(lexicon.DOUBTFUL.get(category, set()) & set(categories)),
            }
            for category in categories
            if category not in ('object', 'shape') and category not in lexicon.MASS
        ],
        'glyphs': [
            {'noun': noun, 'colour': colour, 'cell': index, 'width': image.width, 'height': image.height}
            for index, ((noun, colour, _), image) in enumerate(cells)
        ],
        'shapes': [
            {'noun': noun, 'outline': [[round(x, 3), round(y, 3)] for x, y in OUTLINES[noun]]} for noun in SHAPES
        ],
    }


def sheet(images):
    """The cells on one transparent picture, each in the top left corner of its place."""
    rows = math.ceil(len(images) / COLUMNS)
    whole = Image.new('RGBA', (COLUMNS * CELL, rows * CELL), (0, 0, 0, 0))
    for index, image in enumerate(images):
        whole.paste(image, (index % COLUMNS * CELL, index // COLUMNS * CELL))
    data = np.array(whole)
    data[data[..., 3] == 0] = 0  # what nobody sees takes no bytes
    return Image.fromarray(data)


def licence():
    """The font's copyright notice and licence as its package gives them."""
    text = LICENCE.read_text('utf8')
    body = text[text.rindex('License:   SIL-1.1') :].split('\n', 1)[1]
    body = re.sub(r'(?m)^ \.?', '', body)
    return (
        'sheet.webp shows glyphs of Noto Color Emoji (https://github.com/googlefonts/noto-emoji), reduced, some of them in\n'
        'other colours. It stays under the licence of that font:\n\n'
        'Copyright 2013-2017 Google Inc.\n\n' + body
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('outdir', type=Path)
    outdir = parser.parse_args().outdir
    outdir.mkdir(parents=True, exist_ok=True)
    cells = [((noun, colour, paint), cell(noun, paint)) for noun, colour, paint in entries()]
    sheet([image for _, image in cells]).save(
        outdir / 'sheet.webp', quality=QUALITY, alpha_quality=100, method=6, exact=False
    )
    # One line a table: small to load, and a change of one entry can be read.
    lines = (f'{json.dumps(key)}: {json.dumps(value, separators=(",", ":"))}' for key, value in world(cells).items())
    (outdir / 'sheet.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n', 'utf8')
    (outdir / 'LICENSE-OFL.txt').write_text(licence(), 'utf8')
    for file in sorted(outdir.iterdir()):
        print(f'{file.name}: {file.stat().st_size / 1024:.0f} KB')


if __name__ == '__main__':
    main()
