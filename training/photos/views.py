"""Views of photographs: crops, mosaics, flips and changes of light, with the boxes that stay visible."""
import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

LEAST = 5  # pixels of a box's shorter side, below which it says nothing
SHOWN, HINTED = 0.35, 0.03  # shares of a box that lie in the crop: named from SHOWN on, not even absent from HINTED on


@dataclass
class View:
    """`things`: [(name, box)] that may be named; `doubtful`: names of what is cut or tiny; `exhaustive`: as of Photograph, of all parts;
    `whole`: whether nothing is cut away; `flipped`: mirrored; `photos`: indices of its photographs."""

    image: Image.Image
    things: list
    doubtful: set
    exhaustive: frozenset
    whole: bool
    flipped: bool
    photos: list
    boxes: list  # of all the photograph's boxes in the view, None where not visible


def carried(box, crop, scale, size, flip):
    """(box in the view or None, share of it that is visible). crop [x0, y0, x1, y1] of the picture; scale (x, y); size of the view."""
    x0, y0, x1, y1 = box
    seen = max(x0, crop[0]), max(y0, crop[1]), min(x1, crop[2]), min(y1, crop[3])
    if seen[2] <= seen[0] or seen[3] <= seen[1]:
        return None, 0.0
    share = (seen[2] - seen[0]) * (seen[3] - seen[1]) / max((x1 - x0) * (y1 - y0), 1e-6)
    a, b, c, d = ((seen[0] - crop[0]) * scale[0], (seen[1] - crop[1]) * scale[1],
                  (seen[2] - crop[0]) * scale[0], (seen[3] - crop[1]) * scale[1])
    return ((size[0] - c, b, size[0] - a, d) if flip else (a, b, c, d)), share


def crop_of(size, aspect, rng, boxes, least):
    """A part of a picture of `size` for a view of `aspect` (width over height): mostly much of it, at times little, around a box."""
    width, height = size
    share = 1.0 if rng.random() < 0.35 else math.sqrt(rng.uniform(least * least, 1))
    stretch = math.exp(rng.uniform(-0.2, 0.2))
    aspect *= stretch
    wide = min(width, height * aspect) * share
    high = wide / aspect
    if high > height:
        wide, high = wide * height / high, height
    room_x, room_y = width - wide, height - high
    x, y = rng.uniform(0, room_x), rng.uniform(0, room_y)
    if boxes and rng.random() < 0.7:  # around a thing
        a, b, c, d = rng.choice(boxes)
        x = min(max((a + c) / 2 - wide * rng.uniform(0.3, 0.7), 0), room_x)
        y = min(max((b + d) / 2 - high * rng.uniform(0.3, 0.7), 0), room_y)
    return x, y, x + wide, y + high


def part(album, index, size, rng, least=0.45, whole=False):
    """A view of one photograph at `size` (width, height)."""
    photo, picture = album.photos[index], Image.fromarray(album.picture(index))
    (width, height), aspect = photo.size, size[0] / size[1]
    if whole or (abs(math.log(width / height / aspect)) < 0.3 and rng.random() < 0.4):
        crop = 0.0, 0.0, float(width), float(height)
    else:
        crop = crop_of(photo.size, aspect, rng, [box for _, box in photo.boxes], least)
    flip = rng.random() < 0.5
    scale = size[0] / (crop[2] - crop[0]), size[1] / (crop[3] - crop[1])
    image = picture.resize(size, Image.BILINEAR, crop)
    if flip:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    things, doubtful, boxes = [], set(), []
    for name, box in photo.boxes:
        seen, share = carried(box, crop, scale, size, flip)
        clear = seen is not None and share >= SHOWN and min(seen[2] - seen[0], seen[3] - seen[1]) >= LEAST
        if clear and name:
            things.append((name, seen))
        elif name and seen is not None and not clear and (share > HINTED or min(box[2] - box[0], box[3] - box[1]) < 2 * LEAST):
            doubtful.add(name)
        boxes.append(seen if clear else None)
    return View(image, things, doubtful, photo.exhaustive, crop[2] - crop[0] >= width - 1 and crop[3] - crop[1] >= height - 1, flip,
                [index], boxes)


def mosaic(album, indices, size, rng):
    """Four photographs in one picture, each in its quarter."""
    width, height = size
    x, y = (round(s * rng.uniform(0.35, 0.65)) for s in size)
    image, things, doubtful = Image.new('RGB', size), [], set()
    exhaustive = frozenset.intersection(*(album.photos[i].exhaustive for i in indices))
    for index, (a, b, c, d) in zip(indices, ((0, 0, x, y), (x, 0, width, y), (0, y, x, height), (x, y, width, height))):
        view = part(album, index, (c - a, d - b), rng, least=0.6)
        image.paste(view.image, (a, b))
        things += [(name, (x0 + a, y0 + b, x1 + a, y1 + b)) for name, (x0, y0, x1, y1) in view.things]
        doubtful |= view.doubtful
    # A thing that is not annotated everywhere cannot be named: its other instances would count as wrong.
    doubtful |= {name for name, _ in things if name not in exhaustive}
    return View(image, things, doubtful, exhaustive, False, True, list(indices), [])


LUMA = np.array([0.299, 0.587, 0.114])


def relit(image, rng):
    """Other light, colour and sharpness; mild for the most part."""
    if rng.random() < 0.8:
        gain = np.array([rng.uniform(0.7, 1.3)] * 3) * [rng.uniform(0.9, 1.1) for _ in range(3)]
        grey = 1 - rng.uniform(0.5, 1.4) if rng.random() < 0.9 else 1.0  # 1: no colour, below 0: more colour
        matrix = (np.eye(3) * (1 - grey) + LUMA[None] * grey) * gain[:, None]
        lift = rng.uniform(-25, 25)
        image = image.convert('RGB', [v for row in matrix for v in (*row, lift)])
    if rng.random() < 0.2:
        gamma = math.exp(rng.uniform(-0.4, 0.4))
        image = image.point([int(255 * (v / 255) ** gamma + 0.5) for v in range(256)] * 3)
    if rng.random() < 0.08:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.2)))
    if rng.random() < 0.1:
        file = io.BytesIO()
        image.save(file, 'JPEG', quality=rng.randint(30, 90))
        image = Image.open(file).convert('RGB')
    return image
