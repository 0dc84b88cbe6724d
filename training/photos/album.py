"""Annotated photographs: the records of a folder, and their pictures decoded once into one array on disk."""
import hashlib
import json
import os
from dataclasses import dataclass, field

import numpy as np
from PIL import Image


@dataclass
class Photograph:
    """`boxes`: [(name, (x0, y0, x1, y1))] in pixels of a picture of `size` (width, height), to which it is scaled where it has another;
    the name is None where captions alone say what it is. `exhaustive`: the names whose absence is certain where no box has them.
    `captions`: texts. `phrases`: what captions' words mean, [(index of the caption, start, end, indices of boxes)]. `key`: its name."""

    path: str
    size: tuple
    source: str
    boxes: list
    exhaustive: frozenset = frozenset()
    captions: list = field(default_factory=list)
    phrases: list = field(default_factory=list)
    key: str = ''


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
        part = f'{self.file}.{os.getpid()}'  # processes of one run may decode the same album at once
        with open(part, 'wb') as f:
            for photo in self.photos:
                with Image.open(photo.path) as image:
                    if image.size != photo.size:
                        image = image.resize(photo.size, Image.BILINEAR)
                    f.write(np.asarray(image.convert('RGB')).tobytes())
        os.replace(part, self.file)

    def picture(self, index):
        """uint8 [H, W, 3]."""
        width, height = self.photos[index].size
        return self.data[self.starts[index]:self.starts[index + 1]].reshape(height, width, 3)
