"""X-MHA: bidirectional cross attention of image and text (GLIP section 3.2; official `fuse_helper.py`)."""
import torch
from torch import nn

from .norms import LayerNorm

LIMIT = 50000.0


class BiAttention(nn.Module):
    def __init__(self, v_dim, l_dim, dim, heads):
        super().__init__()
        self.dim, self.heads = dim, heads
        self.v_proj, self.l_proj = nn.Linear(v_dim, dim), nn.Linear(l_dim, dim)
        self.values_v_proj, self.values_l_proj = nn.Linear(v_dim, dim), nn.Linear(l_dim, dim)
        self.out_v_proj, self.out_l_proj = nn.Linear(dim, v_dim), nn.Linear(dim, l_dim)

    def forward(self, v, l, mask):
        """v [N, P, Dv], l [N, L, Dl], mask [N, L] -> updates of both, and the scores between them [N, heads, P, L]."""
        n, head_dim = len(v), self.dim // self.heads

        def split(x):
            return x.view(n, -1, self.heads, head_dim).transpose(1, 2)

        q, k = split(self.v_proj(v) * head_dim ** -0.5), split(self.l_proj(l))
        scores = (q @ k.transpose(-2, -1)).clamp(-LIMIT, LIMIT)
        # Text side: softmax over all locations, no mask, so padded tokens are updated too.
        dl = scores.transpose(-2, -1).softmax(-1) @ split(self.values_v_proj(v))
        dv = scores.masked_fill(mask[:, None, None, :] == 0, -9e15).softmax(-1) @ split(self.values_l_proj(l))

        def merge(x):
            return x.transpose(1, 2).reshape(n, -1, self.dim)

        return self.out_v_proj(merge(dv)), self.out_l_proj(merge(dl)), scores


class BiAttentionBlock(nn.Module):
    def __init__(self, v_dim, l_dim, dim, heads, gamma):
        super().__init__()
        self.layer_norm_v, self.layer_norm_l = LayerNorm(v_dim), LayerNorm(l_dim)
        self.attn = BiAttention(v_dim, l_dim, dim, heads)
        self.gamma_v = nn.Parameter(torch.full((v_dim,), gamma))
        self.gamma_l = nn.Parameter(torch.full((l_dim,), gamma))

    def forward(self, v, l, mask):
        v, l = self.layer_norm_v(v), self.layer_norm_l(l)
        dv, dl, scores = self.attn(v, l, mask)
        return v + self.gamma_v * dv, l + self.gamma_l * dl, scores  # the residual starts from the normalised tensors


class VLFuse(nn.Module):
    def __init__(self, *args):
        super().__init__()
        self.b_attn = BiAttentionBlock(*args)

    def forward(self, maps, l, mask):
        """Five maps [N, C, h, w] become one sequence P3..P7, and are cut apart again."""
        v, l, scores = self.b_attn(torch.cat([m.flatten(2).transpose(1, 2) for m in maps], 1), l, mask)
        parts = v.split([m.shape[2] * m.shape[3] for m in maps], 1)
        return [p.transpose(1, 2).reshape(m.shape) for p, m in zip(parts, maps)], l, scores
