"""Draws the page's sample pictures: `python3 -m scenes.samples OUTDIR` writes JPEGs and samples.json."""

import argparse
import json
import random
import re
from pathlib import Path

from PIL import Image, ImageDraw

from . import lexicon
from .canvas import Canvas
from .compose import Thing
from .gallery import SAMPLES
from .glyphs import character_sprite, glyph_sprite
from .meaning import Description
from .shapes import shape_sprite

SEED = 9_500_000  # beyond training's and validation's seeds
FINE = 3  # grounds are drawn this much larger, then reduced
QUALITY = 92
CHARACTERS = set(lexicon.LETTERS + lexicon.DIGITS)


def _fade(size, top, bottom):
    image = Image.new('RGB', (1, 2))
    image.putdata([top, bottom])
    return image.resize(size, Image.BILINEAR, box=(0, 0.25, 1, 1.75))


def _paper(size):
    image = _fade(size, (253, 252, 248), (246, 243, 235))
    draw = ImageDraw.Draw(image)
    step = size[0] // 20
    for k in range(1, 30):
        draw.line((k * step, 0, k * step, size[1]), fill=(230, 232, 234), width=FINE)
        draw.line((0, k * step, size[0], k * step), fill=(230, 232, 234), width=FINE)
    return image


def _meadow(size):
    width, height = size
    image = _fade(size, (142, 202, 236), (222, 241, 247))
    draw = ImageDraw.Draw(image)
    draw.ellipse((-0.3 * width, 0.5 * height, 0.75 * width, 1.9 * height), fill=(160, 205, 120))
    draw.ellipse((0.25 * width, 0.56 * height, 1.5 * width, 2.2 * height), fill=(140, 192, 104))
    return image


def _street(size):
    width, height = size
    image = _fade(size, (196, 203, 209), (176, 183, 190))
    draw = ImageDraw.Draw(image)
    for k in range(6):
        x = (0.03 + k * 0.175) * width
        draw.rectangle((x, 0.53 * height, x + 0.09 * width, 0.545 * height), fill=(240, 240, 236))
    return image


def _stage(size):
    width, height = size
    image = _fade(size, (74, 62, 96), (120, 96, 128))
    ImageDraw.Draw(image).rectangle((0, 0.8 * height, width, height), fill=(150, 112, 92))
    return image


def _shelf(size):
    width, height = size
    image = _fade(size, (238, 228, 212), (228, 214, 194))
    draw = ImageDraw.Draw(image)
    for k in (1, 2, 3):
        y = (k / 3 - 0.045) * height
        draw.rectangle((0, y, width, y + 0.035 * height), fill=(186, 148, 108))
        draw.rectangle((0, y + 0.03 * height, width, y + 0.035 * height), fill=(158, 122, 86))
    return image


GROUNDS = {
    'paper': _paper,
    'meadow': _meadow,
    'street': _street,
    'stage': _stage,
    'shelf': _shelf,
    'linen': lambda size: _fade(size, (247, 240, 228), (235, 224, 206)),
    'rose': lambda size: _fade(size, (253, 241, 240), (246, 224, 226)),
    'night': lambda size: _fade(size, (22, 28, 58), (58, 62, 104)),
    'sea': lambda size: _fade(size, (190, 226, 240), (92, 160, 200)),
}


def _thing(name, colour, fill, share):
    if name in lexicon.SHAPES:
        return Thing(name, colour, fill, share)
    natural = colour is None or lexicon.NATURAL.get(name) == colour and name not in CHARACTERS
    return Thing(name, colour or lexicon.NATURAL.get(name), None, share, lexicon.GLYPHS[name][0], natural)


def draw(sample, seed):
    """(image, things with boxes) of a gallery entry."""
    width, height = sample['size']
    rng = random.Random(seed)
    canvas = Canvas(GROUNDS[sample['ground']]((width * FINE, height * FINE)).reduce(FINE))
    things = []
    for name, colour, fill, x, y, share, *angle in sample['objects']:
        thing = _thing(name, colour, fill, share)
        turn = angle[0] if angle else 0
        if name in CHARACTERS:
            sprite = character_sprite(thing.glyph, lexicon.COLOURS[colour], share * height, turn, rng)
        elif fill:
            sprite = shape_sprite(name, lexicon.COLOURS[colour], fill, share * height, turn, rng)
        else:
            sprite = glyph_sprite(thing.glyph, None if thing.natural else thing.colour, share * height, turn)
        left, top = round(x * width - sprite.size[0] / 2), round(y * height - sprite.size[1] / 2)
        fit = canvas.fits(sprite, left, top)
        if fit is None:
            raise ValueError(f"{sample['slug']}: no room for {name} at {x}, {y}")
        canvas.put(sprite, left, top, *fit, shadow=None if fill in ('outlined', 'striped') else (2, 5, 5))
        things.append(thing)
    for index, thing in enumerate(things):
        thing.box = canvas.box(index)
    return canvas.image, things


def _covered(find, things):
    if isinstance(find, list):
        return [things[index] for index in find]
    name, colour, fill = find
    kind = {'noun': name} if name in lexicon.NAMES else {'category': name}
    found = Description(**kind, colour=colour, fill=fill).find(things)
    if found is None:
        raise ValueError(f'{find} is not clear')
    return found


def prompt_of(sample):
    """(prompt, [(start, end)]): without its brackets; a list without any is one phrase per entry."""
    marked = sample['prompt']
    if '[' not in marked:
        marked = re.sub(r'[^.,;]+', lambda entry: re.sub(r'\S.*\S', r'[\g<0>]', entry[0]), marked)
    spans, text = [], ''
    for part in re.split(r'(\[.*?\])', marked):
        if part.startswith('['):
            spans.append((len(text), len(text) + len(part) - 2))
            part = part[1:-1]
        text += part
    return text, spans


def grounded(sample, things):
    """(prompt, [(start, end, boxes)]) of a gallery entry whose things are drawn."""
    prompt, spans = prompt_of(sample)
    found = (_covered(find, things) for find in sample['finds'])
    return prompt, [(start, end, [list(t.box) for t in f]) for (start, end), f in zip(spans, found, strict=True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('outdir', type=Path)
    args = parser.parse_args()
    outdir = args.outdir
    outdir.mkdir(parents=True, exist_ok=True)
    entries = []
    for sample in SAMPLES:
        image, things = draw(sample, SEED + sample['seed'])
        name = sample['slug'] + '.jpg'
        image.save(outdir / name, quality=QUALITY, subsampling=0, optimize=True)
        prompt, phrases = grounded(sample, things)
        entries.append(
            {
                'name': sample['slug'],
                'title': sample['title'],
                'prompt': prompt,
                'file': name,
                'width': image.width,
                'height': image.height,
                'phrases': [{'start': start, 'end': end, 'boxes': boxes} for start, end, boxes in phrases],
            }
        )
    (outdir / 'samples.json').write_text(json.dumps(entries, indent=1) + '\n', 'utf8')
    print(len(entries), 'samples,', sum(f.stat().st_size for f in outdir.iterdir()) // 1024, 'KB')


if __name__ == '__main__':
    main()
