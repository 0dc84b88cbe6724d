"""Swin transformer backbone (official `swint.py`, names included). Golden README section 6, "Swin"."""
import torch
from torch import nn
import torch.nn.functional as F

from .norms import LayerNorm


def relative_position_index(window):
    """[w*w, w*w] row of the bias table for (query i, key j): (dy+w-1)*(2w-1) + (dx+w-1)."""
    yx = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing='ij')).flatten(1)
    d = yx[:, :, None] - yx[:, None, :] + window - 1
    return d[0] * (2 * window - 1) + d[1]


def partition(x, w):
    """[N, H, W, C] -> [N*windows, w*w, C], windows row by row."""
    n, h, wd, c = x.shape
    return x.view(n, h // w, w, wd // w, w, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, w * w, c)


def unpartition(x, w, h, wd):
    c = x.shape[-1]
    return x.view(-1, h // w, wd // w, w, w, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, h, wd, c)


def shift_mask(h, w, window, shift):
    """[windows, w*w, w*w]: -100 between pixels that were not neighbours before the roll."""
    region = torch.zeros(1, h, w, 1)
    slices = (slice(0, -window), slice(-window, -shift), slice(-shift, None))
    for i, rows in enumerate(slices):
        for j, columns in enumerate(slices):
            region[:, rows, columns] = 3 * i + j
    region = partition(region, window).squeeze(-1)
    return (region[:, None, :] != region[:, :, None]).float() * -100.0


class WindowAttention(nn.Module):
    def __init__(self, dim, window, heads):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.register_buffer('relative_position_index', relative_position_index(window), persistent=False)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def forward(self, x, mask):
        b, n, c = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.relative_position_bias_table[self.relative_position_index.view(-1)]
        bias = bias.view(n, n, self.heads).permute(2, 0, 1)
        if mask is None:
            scores = scores + bias
        else:
            windows = mask.shape[0]
            scores = scores.view(-1, windows, self.heads, n, n) + (bias + mask[:, None])
            scores = scores.view(b, self.heads, n, n)
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c))


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads, window, shift, mlp_ratio):
        super().__init__()
        self.window, self.shift = window, shift
        self.norm1, self.norm2 = LayerNorm(dim), LayerNorm(dim)
        self.attn = WindowAttention(dim, window, heads)
        self.mlp = Mlp(dim, int(dim * mlp_ratio))

    def forward(self, x, h, w, mask):
        """x [N, h*w, C]; mask belongs to the padded size. The shift stays on even if the map is one window."""
        n, _, c = x.shape
        # Padding comes after the norm: padded pixels are exact zeros entering qkv, and are not masked.
        y = self.norm1(x).view(n, h, w, c)
        ph, pw = -h % self.window, -w % self.window
        if ph or pw:
            y = F.pad(y, (0, 0, 0, pw, 0, ph))
        if self.shift:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        y = self.attn(partition(y, self.window), mask if self.shift else None)
        y = unpartition(y, self.window, h + ph, w + pw)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + y[:, :h, :w].reshape(n, h * w, c)
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = LayerNorm(4 * dim)

    def forward(self, x, h, w):
        n, _, c = x.shape
        x = F.pad(x.view(n, h, w, c), (0, 0, 0, w % 2, 0, h % 2))
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
        return self.reduction(self.norm(x.view(n, -1, 4 * c)))


class Stage(nn.Module):
    def __init__(self, dim, depth, heads, window, mlp_ratio, downsample):
        super().__init__()
        self.window = window
        self.blocks = nn.ModuleList(
            Block(dim, heads, window, window // 2 if i % 2 else 0, mlp_ratio) for i in range(depth))
        if downsample:
            self.downsample = PatchMerging(dim)
        self.masks = {}  # a few image sizes only, so every mask is computed once

    def forward(self, x, h, w):
        size = (h + -h % self.window, w + -w % self.window)
        if size not in self.masks:
            self.masks[size] = shift_mask(*size, self.window, self.window // 2).to(x.device)
        for block in self.blocks:
            x = block(x, h, w, self.masks[size])
        return x


class PatchEmbed(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, 4, 4)
        self.norm = LayerNorm(dim)

    def forward(self, x):
        """[N, 3, H, W] -> [N, h*w, C], h, w. Zero padding to a multiple of 4."""
        x = self.proj(F.pad(x, (0, -x.shape[3] % 4, 0, -x.shape[2] % 4)))
        h, w = x.shape[2:]
        return self.norm(x.flatten(2).transpose(1, 2)), h, w


class Swin(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.patch_embed = PatchEmbed(c['embedDim'])
        stages = len(c['depths'])
        self.layers = nn.ModuleList(
            Stage(c['embedDim'] << i, c['depths'][i], c['numHeads'][i], c['windowSize'], c['mlpRatio'], i < stages - 1)
            for i in range(stages))
        # norm1..norm3 only: the stride-4 map is returned without a norm, and nothing uses it.
        for i in range(1, stages):
            setattr(self, f'norm{i}', LayerNorm(c['embedDim'] << i))

    def forward(self, image):
        """[N, 3, H, W] normalised -> C3, C4, C5, each [N, C, h, w]."""
        x, h, w = self.patch_embed(image)
        maps = []
        for i, stage in enumerate(self.layers):
            x = stage(x, h, w)
            if i:
                y = getattr(self, f'norm{i}')(x)
                maps.append(y.transpose(1, 2).reshape(len(y), -1, h, w))
            if i < len(self.layers) - 1:
                x = stage.downsample(x, h, w)
                h, w = (h + 1) // 2, (w + 1) // 2
        return maps
