"""What is trained when. The schedule follows the clock: `progress` is the share of the training time that has passed."""
import math
from dataclasses import dataclass

PEAK_LR, FLOOR = 1e-3, 0.02  # for 16 samples a step; more samples, by the square root, a higher rate
WARM_UP = 200  # steps


@dataclass(frozen=True)
class Stage:
    """`until`: progress at its end; `plain`: DyConv without deformation; `dense`: share of crowded scenes."""

    until: float
    plain: bool
    dense: float
    sizes: tuple
    divisor: int


def _both(*sizes):
    return tuple(s for h, w in sizes for s in dict.fromkeys(((h, w), (w, h))))


# 168 px trains at three times the speed of 224 and needs no window padding in the first two Swin stages; other sizes and
# aspects keep the model from relying on one. Larger ones are padded to a multiple of 32, as on the page. While the offset
# convolutions are zero, deformable convolution is plain convolution, at a third of the time.
STAGES = (
    Stage(0.5, True, 0.6, _both((168, 168)) * 4 + _both((144, 192), (160, 208), (192, 192)), 1),
    Stage(0.72, True, 0.4, _both((224, 224)) * 3 + _both((192, 256), (224, 298), (256, 256), (160, 320)), 32),
    Stage(1.0, False, 0.35,
          _both((224, 224)) * 2 + _both((256, 256), (288, 288)) + _both((224, 298), (256, 342), (192, 384)), 32),
)


def stage_at(progress):
    return next((s for s in STAGES if progress < s.until), STAGES[-1])


def learning_rate(step, progress, samples):
    cosine = FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return PEAK_LR * math.sqrt(samples / 16) * cosine * min(1.0, (step + 1) / WARM_UP)
