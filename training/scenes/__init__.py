"""Rendered scenes with captions whose phrases know their boxes: the training data of glip-micro."""

from dataclasses import dataclass

import numpy as np

from .language import Caption, Phrase, caption
from .lexicon import CONCEPTS, is_held_out
from .wordpiece import tokenizer
from .world import render

__all__ = ['CONCEPTS', 'Caption', 'Phrase', 'Sample', 'is_held_out', 'make_sample', 'tokenizer']


@dataclass
class Sample:
    """`image`: uint8 (height, width, 3) RGB; `captions`: several of the same scene."""

    image: np.ndarray
    captions: list


def make_sample(seed, size, split, density=None, captions=1):
    """The sample of a seed: the same for the same arguments (and the same Pillow, NumPy and emoji font).

    `size`: side or (height, width) in pixels; `split`: 'train' (no held-out pair is rendered or named)
    or 'val'; `density`: 'dense' for 8 to 16 objects and 6 to 11 phrases, 'spatial' for scenes whose captions are mostly about place.
    """
    height, width = (size, size) if isinstance(size, int) else size
    image, things, theme = render(seed, height, width, split, density)
    return Sample(
        image, [caption(things, theme, width, height, split, density, seed * 16 + k) for k in range(captions)]
    )
