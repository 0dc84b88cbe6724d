"""DyConv: scale-, space- and task-aware convolution of DyHead (arXiv 2106.08322; official `vldyhead.py`)."""
import torch
from torch import nn
import torch.nn.functional as F

from .columns import columns, library
from .norms import GroupNorm


def deform_conv(x, offset, mask, weight, bias, stride):
    """Modulated deformable 3x3 convolution, padding 1. x [N, C, H, W], offset [N, 18, h, w], mask [N, 9, h, w]."""
    if x.device.type == 'cpu' and library():
        y = F.linear(columns(x, offset, mask, stride), weight.permute(0, 2, 3, 1).flatten(1), bias)
        return y.transpose(1, 2).reshape(*y.shape[::2], *mask.shape[2:])
    return deform_conv_composed(x, offset, mask, weight, bias, stride)


def deform_conv_composed(x, offset, mask, weight, bias, stride):
    """The same, written with grid_sample: its backward is 3.6 times as fast as torchvision's deform_conv2d on a CPU.

    grid_sample's zero padding gives the CUDA kernel's rule (corners outside the map count as zero).
    """
    n, c, height, width = x.shape
    h, w = mask.shape[2:]
    offset = offset.reshape(n, 9, 2, h, w)
    k = torch.arange(9, device=x.device)
    base_y = (torch.arange(h, device=x.device) * stride - 1)[None, :, None] + (k // 3)[:, None, None]
    base_x = (torch.arange(w, device=x.device) * stride - 1)[None, None, :] + (k % 3)[:, None, None]
    # align_corners=False maps pixel p to (2p + 1)/size - 1, which also holds for a map of one pixel.
    grid_x = (2 * (base_x + offset[:, :, 1]) + 1) / width - 1
    grid_y = (2 * (base_y + offset[:, :, 0]) + 1) / height - 1
    grid = torch.stack([grid_x, grid_y], -1).view(n, 9 * h, w, 2)
    columns = F.grid_sample(x, grid, mode='bilinear', padding_mode='zeros', align_corners=False)
    columns = columns.view(n, c, 9, h * w) * mask.reshape(n, 1, 9, h * w)
    # bmm over an expanded weight: `@` would broadcast by a copy and take twice as long
    weight = weight.view(1, -1, c * 9).expand(n, -1, -1)
    y = torch.bmm(weight, columns.view(n, c * 9, h * w))
    return y.view(n, -1, h, w) + bias[:, None, None]


def hard_sigmoid(x):
    return (x + 3).clamp(0, 6) / 6


def reread(buffer, h, w):
    """The official kernel's reading of a larger buffer [N, K, H, W] as [N, K, h, w]: the first K*h*w numbers."""
    n, k = buffer.shape[:2]
    return buffer if buffer.shape[2:] == (h, w) else buffer.flatten(1)[:, :k * h * w].view(n, k, h, w)


class DeformConv(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(torch.empty(channels, channels, 3, 3))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x, offset, mask):
        h, w = ((s - 1) // self.stride + 1 for s in x.shape[2:])
        return deform_conv(x, reread(offset, h, w), reread(mask, h, w), self.weight, self.bias, self.stride)


class Conv3x3Norm(nn.Module):
    def __init__(self, channels, stride, groups):
        super().__init__()
        self.conv, self.bn = DeformConv(channels, stride), GroupNorm(groups, channels)

    def forward(self, x, offset, mask):
        return self.bn(self.conv(x, offset, mask))


class DyReLU(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(channels, channels // 4), nn.ReLU(), nn.Linear(channels // 4, 4 * channels))

    def forward(self, x):
        a1, b1, a2, b2 = hard_sigmoid(self.fc(x.mean((2, 3))))[:, :, None, None].chunk(4, 1)
        return torch.maximum(x * (2 * (a1 - 0.5) + 1) + (b1 - 0.5), x * (2 * (a2 - 0.5)) + (b2 - 0.5))


class DyConv(nn.Module):
    def __init__(self, channels, groups):
        super().__init__()
        self.DyConv = nn.ModuleList(Conv3x3Norm(channels, stride, groups) for stride in (1, 1, 2))
        self.AttnConv = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, 1, 1), nn.ReLU())
        self.relu = DyReLU(channels)
        self.offset = nn.Conv2d(channels, 27, 3, padding=1)

    def forward(self, maps):
        out = []
        for level, x in enumerate(maps):
            raw = self.offset(x)
            offset, mask = raw[:, :18], raw[:, 18:].sigmoid()
            # All branches use the offsets of *this* level, also on the neighbours' maps.
            branches = [self.DyConv[1](x, offset, mask)]
            if level > 0:
                branches.append(self.DyConv[2](maps[level - 1], offset, mask))
            if level < len(maps) - 1:
                coarse = self.DyConv[0](maps[level + 1], offset, mask)
                branches.append(F.interpolate(coarse, size=x.shape[2:], mode='bilinear', align_corners=True))
            total = sum(b * hard_sigmoid(self.AttnConv(b)) for b in branches)
            out.append(self.relu(total / len(branches)))
        return out
