"""The picture in the making: what may go where, and what stays visible of everything."""

import numpy as np
from PIL import Image

from .sprites import soft_shadow

SEEN = 64  # alpha from which a pixel counts as the object
KEPT = 0.65  # share of an object that later objects must leave visible
INSIDE = 0.6  # share of an object that must lie within the picture


def overlap(a, b):
    """Intersection over the smaller box."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))


class Canvas:
    """A picture in the making, with the index of the thing seen at every pixel."""

    def __init__(self, image):
        self.image = image
        self.width, self.height = image.size
        self.owner = np.full((self.height, self.width), 255, np.uint8)
        self.areas = []  # visible pixels each thing had when alone
        self.frames = []  # where to look for each thing's pixels
        self.tint = image.resize((8, 8), Image.BOX)

    def around(self, x, y):
        return self.tint.getpixel((min(7, max(0, int(8 * x / self.width))), min(7, max(0, int(8 * y / self.height)))))

    def fits(self, sprite, x, y):
        """The sprite's window and mask if nothing would be hidden too much at (x, y), else None."""
        width, height = sprite.size
        x0, y0, x1, y1 = max(0, x), max(0, y), min(self.width, x + width), min(self.height, y + height)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return None
        mask = sprite.alpha[y0 - y : y1 - y, x0 - x : x1 - x] >= SEEN
        if (x1 - x0 < width or y1 - y0 < height) and mask.sum() < INSIDE * (sprite.alpha >= SEEN).sum():
            return None
        under = self.owner[y0:y1, x0:x1]
        hidden = under[mask]
        hidden = hidden[hidden < 255]
        if hidden.size:
            lost = np.bincount(hidden, minlength=len(self.areas))
            for index in np.nonzero(lost)[0]:
                fx0, fy0, fx1, fy1 = self.frames[index]
                left = np.count_nonzero(self.owner[fy0:fy1, fx0:fx1] == index) - lost[index]
                if left < KEPT * self.areas[index]:
                    return None
        return (x0, y0, x1, y1), mask

    def put(self, sprite, x, y, window, mask, shadow=None):
        if shadow:
            dx, dy, blur = shadow
            self.image.paste((15, 15, 25), (x + dx - 2 * blur, y + dy - 2 * blur), soft_shadow(sprite, blur))
        for paint, cover in sprite.layers:
            self.image.paste(paint, (x, y, x + cover.width, y + cover.height), cover)
        x0, y0, x1, y1 = window
        self.owner[y0:y1, x0:x1][mask] = len(self.areas)
        self.areas.append(int((sprite.alpha >= SEEN).sum()))
        self.frames.append(window)

    def box(self, index):
        """Visible extent (x0, y0, x1, y1) in pixels, exclusive at the far side."""
        x0, y0, x1, y1 = self.frames[index]
        seen = self.owner[y0:y1, x0:x1] == index
        rows, columns = seen.any(1), seen.any(0)
        top, left = int(rows.argmax()), int(columns.argmax())
        bottom, right = len(rows) - int(rows[::-1].argmax()), len(columns) - int(columns[::-1].argmax())
        return float(x0 + left), float(y0 + top), float(x0 + right), float(y0 + bottom)
