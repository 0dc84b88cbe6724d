"""Boxes for the words of captions that no class covers, by a model that stands: GLIP's second step.

    /usr/bin/python3 pseudo_labels.py --photos ../../shared/photos --weights runs/p/best.pt --out runs/phrases.jsonl
    /usr/bin/python3 train.py --photos ../../shared/photos --phrases runs/phrases.jsonl …

One line per picture: {"image": its key, "phrases": [{"caption": index, "start", "end", "boxes", "scores"}]}; boxes in pixels of the
stored picture. A phrase is kept where the model finds it with at least --score; words that a class covers are left to its true boxes.
"""
import argparse
import json
import os
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')

import torch  # noqa: E402

from evaluate import load  # noqa: E402
from glip.measure import as_read, ground  # noqa: E402
from photos import Album, read_all  # noqa: E402
from photos.language import CaptionReader, noun_phrases  # noqa: E402
from scenes import Caption, Sample  # noqa: E402
from scenes.language import Phrase  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def open_phrases(text, reader):
    """[(start, end)] of the caption's noun phrases that hold no name of an annotated class."""
    known = reader.named(text)
    return [(a, b) for a, b in noun_phrases(text) if not any(a < d and c < b for c, d in known)]


def labelled(model, album, index, reader, least, captions):
    """The phrases of one picture that the model finds, as a line of the file has them."""
    photo, found = album.photos[index], []
    for which, text in enumerate(photo.captions[:captions]):
        spans = open_phrases(text, reader)
        if not spans:
            continue
        sample = as_read(Sample(album.picture(index), [Caption(text, [Phrase(a, b, [], '', {}) for a, b in spans])]), model.config)
        factor = photo.size[0] / sample.image.shape[1]
        for (start, end), record in zip(spans, ground(model, sample, [{}])[0]):
            sure = record['scores'] >= least
            if sure.any():
                found.append({'caption': which, 'start': start, 'end': end,
                              'boxes': [[round(float(v) * factor, 1) for v in box] for box in record['boxes'][sure]],
                              'scores': [round(float(s), 3) for s in record['scores'][sure]]})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--photos', nargs='+', required=True)
    parser.add_argument('--weights', required=True, help='ema.pt or best.pt of a run')
    parser.add_argument('--out', required=True)
    parser.add_argument('--score', type=float, default=0.5)
    parser.add_argument('--captions', type=int, default=5, help='captions per picture')
    parser.add_argument('--pictures', type=int, help='stop after so many pictures with captions')
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, _, _ = load(args.weights)
    photos = read_all(args.photos, 'train')
    album, reader = Album(photos, os.path.join(HERE, 'runs', 'photos-cache')), CaptionReader({n for p in photos for n, _ in p.boxes if n})
    chosen = [i for i, p in enumerate(photos) if p.captions and not p.phrases][:args.pictures]
    count, begin = 0, time.monotonic()
    with open(args.out, 'w', encoding='utf8') as f:
        for index in chosen:
            phrases = labelled(model, album, index, reader, args.score, args.captions)
            count += len(phrases)
            if phrases:
                f.write(json.dumps({'image': photos[index].key, 'phrases': phrases}) + '\n')
    print(f'{count} phrases in {len(chosen)} pictures, {time.monotonic() - begin:.0f} s')


if __name__ == '__main__':
    main()
