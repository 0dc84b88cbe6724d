"""What is trained when. The schedule follows the clock: `progress` is the share of the training time that has passed."""
import math
from dataclasses import dataclass

FLOOR = 0.02  # of the peak
WARM_UP = 200  # steps


@dataclass(frozen=True)
class Stage:
    """`until`: progress at its end; `densities`: shares of crowded scenes, of those about place and of all kinds; `sizes`: of
    pictures, height and width; `photographs`: their share among the samples where there are photographs."""

    until: float
    densities: tuple
    sizes: tuple
    photographs: float = 0.62


def _both(*sizes):
    return tuple(s for h, w in sizes for s in dict.fromkeys(((h, w), (w, h))))


# 224 px needs no window padding in Swin and trains fastest. Other sizes and aspects keep the model from relying on one. The last fifth
# is mostly at the size at which the page reads pictures (320 on the shorter side): too slow for the whole, and enough at the end.
STAGES = (
    Stage(0.7, (0.35, 0.3, 0.35), _both((224, 224)) * 4 + _both((256, 256), (192, 256), (224, 288))),
    Stage(0.86, (0.35, 0.2, 0.45), _both((256, 256)) * 2 + _both((224, 224), (288, 288), (320, 320)) + _both((256, 342), (256, 384))),
    Stage(1.0, (0.35, 0.2, 0.45), _both((320, 320)) * 3 + _both((256, 256)) * 2 + _both((288, 384), (320, 427))),
)


def stage_at(progress):
    return next((s for s in STAGES if progress < s.until), STAGES[-1])


def learning_rate(step, progress, samples, peak):
    """`peak`: the highest rate for 16 samples a step; more samples, by the square root, a higher rate."""
    cosine = FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return peak * math.sqrt(samples / 16) * cosine * min(1.0, (step + 1) / WARM_UP)
