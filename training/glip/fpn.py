"""Feature pyramid P3..P7 (official `fpn.py`; P6 and P7 are made from P5)."""
from torch import nn
import torch.nn.functional as F


class Fpn(nn.Module):
    def __init__(self, in_channels, channels):
        super().__init__()
        for level, c in zip((2, 3, 4), in_channels):  # official numbering: level 2 belongs to C3
            setattr(self, f'fpn_inner{level}', nn.Conv2d(c, channels, 1))
            setattr(self, f'fpn_layer{level}', nn.Conv2d(channels, channels, 3, padding=1))
        self.top_blocks = nn.Module()
        self.top_blocks.p6 = nn.Conv2d(channels, channels, 3, 2, 1)
        self.top_blocks.p7 = nn.Conv2d(channels, channels, 3, 2, 1)

    def forward(self, maps):
        """C3, C4, C5 -> P3..P7, all [N, channels, h, w]."""
        out, top = [], None
        for level in (4, 3, 2):
            lateral = getattr(self, f'fpn_inner{level}')(maps[level - 2])
            top = lateral if top is None else lateral + F.interpolate(top, size=lateral.shape[2:], mode='nearest')
            out.insert(0, getattr(self, f'fpn_layer{level}')(top))
        p6 = self.top_blocks.p6(out[-1])
        return [*out, p6, self.top_blocks.p7(F.relu(p6))]
