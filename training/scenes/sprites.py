"""A sprite: an object drawn alone, as painted layers plus the alpha that decides where it is seen."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter


@dataclass
class Sprite:
    """`layers`: (paint, mask) in order, paint an RGB image or a colour; `alpha`: uint8 (h, w), their union."""

    layers: list
    alpha: np.ndarray

    @property
    def size(self):
        return self.alpha.shape[1], self.alpha.shape[0]


def soft_shadow(sprite, blur):
    """Mask of a blurred shadow, larger than the sprite by 2·blur pixels on every side."""
    pad = 2 * blur
    width, height = sprite.size
    mask = Image.new('L', (width + 2 * pad, height + 2 * pad), 0)
    mask.paste(Image.fromarray(sprite.alpha), (pad, pad))
    return mask.filter(ImageFilter.BoxBlur(blur)).point(lambda v: v * 3 // 8)
