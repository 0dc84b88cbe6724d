"""Photographs with boxes as training samples, in the form of the drawn scenes (scenes/__init__.py)."""
import random
from collections import Counter

import numpy as np

from scenes import Caption, Sample
from scenes.language import Phrase

from .album import Album, Photograph
from .language import CaptionReader, Teller, caption_of
from .readers import read, read_all
from .views import mosaic, part, relit

__all__ = ['Album', 'Photograph', 'PhotoSource', 'evenly', 'read', 'read_all', 'test_prompt', 'test_sample']

FIRST_TRIED = 'person', 'dog', 'cat', 'car', 'horse', 'bus', 'train', 'sheep'  # what everybody tries first
GENERAL = 'coco', 'voc'  # beginnings of the names of sources that show ordinary scenes; the others are close-ups or single rooms

VALIDATION = 160  # general photographs of the test split that a run looks at

# How often a picture of a source is taken: of plain close-ups and of many pictures of one room there is little to learn.
SHARES = {'freiburg-groceries': 0.12, 'playing-cards': 0.25, 'fruit-classroom': 0.3, 'furniture': 0.6, 'raccoon': 0.5}
MOSAICS, CAPTIONS = 0.22, 0.3  # of all views; of views of pictures that have captions
RARE, MOST = 0.04, 2.5  # a picture with a name that fewer than RARE of all have is taken more often, at most MOST times as often


class PhotoSource:
    """Training samples of an album: `make(seed, (height, width))` is the same for the same arguments."""

    def __init__(self, album):
        self.album = album
        self.names = Counter(name for p in album.photos for name, _ in p.boxes if name)
        having = Counter(name for p in album.photos for name in {n for n, _ in p.boxes if n})
        total = len(album.photos)
        self.reader = CaptionReader(self.names)
        rarity = [max([1.0] + [min(MOST, (RARE * total / having[n]) ** 0.5) for n, _ in p.boxes if n]) for p in album.photos]
        self.weights = np.cumsum([SHARES.get(p.source, r) for p, r in zip(album.photos, rarity)])
        # Mosaics need to know what is absent from all of their parts.
        groups = {}
        for i, p in enumerate(album.photos):
            if len(p.exhaustive) >= 15:
                groups.setdefault(p.exhaustive, []).append(i)
        self.groups = [(g, np.cumsum([self.weights[i] - (self.weights[i - 1] if i else 0) for i in g])) for g in groups.values()]

    def pick(self, rng):
        return int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))

    def view(self, size, rng):
        if self.groups and rng.random() < MOSAICS:
            group, weights = rng.choices(self.groups, [w[-1] for _, w in self.groups])[0]
            return mosaic(self.album, [group[int(np.searchsorted(weights, rng.random() * weights[-1]))] for _ in range(4)], size, rng)
        return part(self.album, self.pick(rng), size, rng)

    def make(self, seed, size):
        rng = random.Random(seed * 7 + 3)
        while True:
            view = self.view((size[1], size[0]), rng)
            caption = None
            if len(view.photos) == 1 and (rng.random() < CAPTIONS or not view.things):
                caption = caption_of(view, self.album.photos[view.photos[0]], self.reader, rng)
            caption = caption or Teller(view, self.names, rng).listing()
            if caption.phrases:
                return Sample(np.asarray(relit(view.image, rng)), [caption])


def evenly(items, count):
    """`count` of the items, or all, evenly chosen."""
    return [items[i * len(items) // count] for i in range(count)] if count < len(items) else list(items)


def test_prompt(photo, absent=None):
    """A list of all names that are present, and of names that are surely not: `absent`, or as many as present ones. A phrase's tag is
    its name. The same for the same arguments."""
    rng, boxes = random.Random(photo.key), {}
    for name, box in photo.boxes:
        if name:
            boxes.setdefault(name, []).append(list(box))
    others = sorted(photo.exhaustive - set(boxes))
    names = list(boxes) + rng.sample(others, min(len(others), len(boxes) if absent is None else absent))
    rng.shuffle(names)
    text, phrases = '', []
    for name in names:
        phrases.append(Phrase(len(text), len(text) + len(name), boxes.get(name, []), name, {}))
        text += name + '. '
    return Caption(text.strip(), phrases)


def test_sample(album, index, absent=None):
    """The whole picture with its test_prompt."""
    return Sample(album.picture(index), [test_prompt(album.photos[index], absent)])
