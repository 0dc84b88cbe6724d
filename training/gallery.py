"""How surely a checkpoint grounds the bundled samples; looks for a better arrangement of those that are named.

    /usr/bin/python3 gallery.py --weights runs/a/ema.pt --threshold .4 [--arrange pond,fleet --tries 300]
A sample's margin is what its scores are away from the threshold, on the right side: the lowest score of what is meant, above it, and the
highest of what is not, below it. It is negative where the page would show something wrong. Of an arrangement the entry's objects are printed.
"""
import argparse
import io
import os
import random

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
import torch  # noqa: E402

from evaluate import load  # noqa: E402
from glip.measure import as_read, ground  # noqa: E402
from glip.metrics import prepare  # noqa: E402
from scenes import Caption, Phrase, Sample  # noqa: E402
from scenes.gallery import SAMPLES  # noqa: E402
from scenes.samples import QUALITY, SEED, draw, grounded  # noqa: E402

TIGHT = 4  # of metrics.THRESHOLDS, IoU 0.7: a sample's boxes should look right, too
SHIFT, SCALE, TURN = 0.08, 0.15, 8  # how far an arrangement may move a thing, in shares and degrees


def as_list(text, phrases):
    """A list and its items as the page has the model read them, with full stops between them whatever was typed (src/model/prompt/prompt.ts)."""
    items, at, moved = [text[start:end] for start, end, _ in phrases], 0, []
    for item, (_, _, boxes) in zip(items, phrases):
        moved.append((at, at + len(item), boxes))
        at += len(item) + len('. ')
    return '. '.join(items), moved


def margin(model, entry, threshold):
    """What the scores of an entry of the gallery are away from the threshold, on the right side."""
    image, things = draw(entry, SEED + entry['seed'])
    file = io.BytesIO()
    image.save(file, 'JPEG', quality=QUALITY, subsampling=0)
    text, phrases = grounded(entry, things)
    if '[' not in entry['prompt']:
        text, phrases = as_list(text, phrases)
    sample = Sample(np.asarray(Image.open(file)), [Caption(text, [Phrase(*phrase, '', {}) for phrase in phrases])])
    records = ground(model, as_read(sample, model.config), [{}])[0]
    prepare(records)
    values = []
    for record in records:
        hit, scores, wanted = record['hit'][TIGHT], record['scores'], len(record['gt'])
        if wanted:
            values.append(min(scores[hit]) - threshold if hit.sum() == wanted else -1)
        values.append(threshold - max(scores[~hit], default=0))
    return float(min(values))


def arranged(entry, rng):
    """The entry with its things moved, scaled and turned a little, whole in the picture."""
    width, height = entry['size']

    def moved(name, colour, fill, x, y, share, angle=0):
        share = round(share * (1 + rng.uniform(-SCALE, SCALE)), 2)
        half = share / 2 + 0.02
        place = [(v + rng.uniform(-SHIFT, SHIFT), edge) for v, edge in ((x, half * height / width), (y, half))]
        return name, colour, fill, *(round(min(max(v, edge), 1 - edge), 2) for v, edge in place), share, round(angle + rng.uniform(-TURN, TURN))

    return {**entry, 'objects': [moved(*thing) for thing in entry['objects']]}


def arrange(model, entry, threshold, tries):
    """The surest of `tries` arrangements -> (margin, entry)."""
    rng, best = random.Random(entry['slug']), (margin(model, entry, threshold), entry)
    for _ in range(tries):
        new = arranged(entry, rng)
        try:
            found = margin(model, new, threshold)
        except ValueError:  # no room
            continue
        if found > best[0]:
            best = found, new
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--weights', required=True, help='ema.pt of a run')
    parser.add_argument('--threshold', type=float, required=True, help='the default threshold')
    parser.add_argument('--arrange', default='', help='slugs of samples to arrange anew, with commas')
    parser.add_argument('--tries', type=int, default=200)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load(args.weights)[0]
    wanted = args.arrange.split(',')
    for entry in SAMPLES:
        found = margin(model, entry, args.threshold)
        print(f"{entry['slug']:10s} {found:+.3f}", flush=True)
        if entry['slug'] in wanted:
            found, entry = arrange(model, entry, args.threshold, args.tries)
            print(f"    {found:+.3f} {entry['objects']}", flush=True)


if __name__ == '__main__':
    main()
