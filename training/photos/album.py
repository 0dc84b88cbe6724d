"""Annotated photographs: the records of a folder, and their pictures decoded once into one array on disk."""
import hashlib
import json
import os
from dataclasses import dataclass, field

import numpy as np
from PIL import Image


@dataclass
class Photograph:
    """`boxes`: [(name, (x0, y0, x1, y1))] in pixels of the picture of `size` (width, height). `exhaustive`: the names whose absence
    is certain where no box has them. `captions`: texts. `phrases`: boxes of captions' words, [(caption, start, end, boxes, certain)]."""

    path: str
    size: tuple
    source: str
    boxes: list
    exhaustive: frozenset = frozenset()
    captions: list = field(default_factory=list)
    phrases: list = field(default_factory=list)
    key: str = ''


def read_photos(folder, split):
    """The photographs of a folder in the form of our own collection: <split>.jsonl beside images/<split>/."""
    known, photos = {}, []
    with open(os.path.join(folder, f'{split}.jsonl'), encoding='utf8') as f:
        for line in f:
            record = json.loads(line)
            exhaustive = frozenset(record.get('exhaustive', ()))
            photos.append(Photograph(
                os.path.join(folder, 'images', split, record['image']), (record['width'], record['height']), record.get('source', ''),
                [(b['name'], tuple(b['box'])) for b in record['boxes']], known.setdefault(exhaustive, exhaustive),
                record.get('captions', []), [], record['image']))
    return photos


class Album:
    """Photographs with their pictures. `picture(i)` is a view of an array that is mapped into memory: all processes share it, and no
    picture is decoded twice."""

    def __init__(self, photos, cache):
        self.photos = photos
        digest = hashlib.sha256(json.dumps([(p.path, p.size) for p in photos]).encode()).hexdigest()[:16]
        self.file = os.path.join(cache, f'pictures-{digest}.u8')
        sizes = np.array([w * h * 3 for w, h in (p.size for p in photos)], np.int64)
        self.starts = np.concatenate([[0], sizes.cumsum()])
        if not os.path.exists(self.file):
            os.makedirs(cache, exist_ok=True)
            self.decode()
        self.data = np.memmap(self.file, np.uint8, 'r')

    def __len__(self):
        return len(self.photos)

    def decode(self):
        with open(self.file + '.part', 'wb') as f:
            for photo in self.photos:
                with Image.open(photo.path) as image:
                    if image.size != photo.size:
                        image = image.resize(photo.size, Image.BILINEAR)
                    f.write(np.asarray(image.convert('RGB')).tobytes())
        os.replace(self.file + '.part', self.file)

    def picture(self, index):
        """uint8 [H, W, 3]."""
        width, height = self.photos[index].size
        return self.data[self.starts[index]:self.starts[index + 1]].reshape(height, width, 3)
