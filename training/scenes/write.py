"""Writes scenes to disk: `python3 -m scenes.write --count 400 --seed 9000000 OUTDIR`.

OUTDIR gets PNGs and scenes.jsonl with one line per scene:
{image, caption, phrases: [{start, end, boxes: [[x0, y0, x1, y1], …] in pixels, tag}]}.
"""

import argparse
import json
import random
from pathlib import Path

from PIL import Image

from . import make_sample

VALIDATION = 9_000_000  # to 9,999,999: no training run draws these (train.py --first-seed)
STANDARD = (168, 224, (224, 320), (320, 240), 320, 384, (384, 256), (240, 384))  # heights and widths
SHORTEST, LONGEST, ASPECT = 160, 1600, 3  # of 'varied' pictures


def size_of(seed, sizes):
    """(height, width) of a seed's picture: by turns of STANDARD, or 'varied' in scale and shape."""
    if sizes == 'standard':
        size = STANDARD[seed % len(STANDARD)]
        return (size, size) if isinstance(size, int) else size
    rng = random.Random(seed)
    long = SHORTEST * (LONGEST / SHORTEST) ** rng.random()
    short = max(SHORTEST, long / ASPECT ** rng.random())
    return (round(long), round(short)) if rng.random() < 0.5 else (round(short), round(long))


def validation_sample(seed, sizes, split='val', size=None):
    """The scene of a seed at its size of the mixture, or at `size`; every third is crowded."""
    return make_sample(seed, size or size_of(seed, sizes), split, 'dense' if seed % 3 == 0 else 'normal')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('outdir', type=Path)
    parser.add_argument('--count', type=int, default=400)
    parser.add_argument('--seed', type=int, default=VALIDATION)
    parser.add_argument('--size', type=int, nargs='+', help='side, or height and width, in pixels; default: --sizes')
    parser.add_argument('--sizes', choices=('standard', 'varied'), default='standard', help='mixture without --size')
    parser.add_argument('--split', choices=('train', 'val'), default='val')
    args = parser.parse_args()
    args.outdir.mkdir(parents=True, exist_ok=True)
    with open(args.outdir / 'scenes.jsonl', 'w', encoding='utf8') as lines:
        for seed in range(args.seed, args.seed + args.count):
            sample = validation_sample(seed, args.sizes, args.split, args.size and (args.size[0], args.size[-1]))
            name, caption = f'{seed}.png', sample.captions[0]
            Image.fromarray(sample.image).save(args.outdir / name)
            phrases = [{'start': p.start, 'end': p.end, 'boxes': p.boxes, 'tag': p.tag} for p in caption.phrases]
            lines.write(
                json.dumps({'image': name, 'caption': caption.text, 'phrases': phrases}, ensure_ascii=False) + '\n'
            )


if __name__ == '__main__':
    main()
