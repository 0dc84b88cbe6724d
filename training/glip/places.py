"""Auxiliary losses about place, for relations and superlatives (training only, never exported).

GLIP's image features know where they are only through convolution padding: a linear probe finds hardly any of it at P3, where
most objects are decided (R2 .1). "The circle left of the dog" needs it: the words must take the dog's place from the picture,
and locations compare theirs with it. So features are taught to know their place, and a phrase's words that of its object.
"""
import torch
from torch import nn

LOCATIONS, WORDS = 0.5, 0.5


def grid(h, w, device):
    """Centres of the cells of a map, in -1..1 from left to right and top to bottom, [2, h, w]."""
    y, x = ((2 * torch.arange(n, device=device) + 1) / n - 1 for n in (h, w))
    return torch.stack([x.expand(h, w), y[:, None].expand(h, w)])


def evened(x, dim):
    """Zero mean and unit variance over the channels: the maps of the FPN differ in size by orders of magnitude."""
    x = x.float() - x.float().mean(dim, keepdim=True)
    return x * (x.square().mean(dim, keepdim=True) + 1e-5).rsqrt()


class PlaceLoss(nn.Module):
    """Linear readings of place from the FPN, and from the maps and the text after every fusion layer."""

    def __init__(self, channels, text_dim, layers):
        super().__init__()
        self.of_maps = nn.ModuleList(nn.Conv2d(channels, 2, 1) for _ in range(layers + 1))
        self.of_text = nn.ModuleList(nn.Linear(text_dim, 2) for _ in range(layers))

    @staticmethod
    def error(read, m):
        """Mean squared error over every fourth location of a large map, over all of a small one."""
        truth = grid(*m.shape[2:], m.device)
        if min(m.shape[2:]) >= 8:
            y, x = torch.randint(2, (2,)).tolist()
            m, truth = m[:, :, y::2, x::2], truth[:, y::2, x::2]
        return (read(evened(m, 1)) - truth).square().mean()

    def forward(self, out, places):
        """out: of the model; places [N, L, 2], the place of a token's one object in -1..1, NaN for other tokens.

        -> (loss, mean squared error at the last layer's P3, mean squared error of its words)
        """
        loss, of_p3, of_words = 0.0, float('nan'), float('nan')
        stages = [out['fpn']] + [maps for maps, _ in out['layers']]
        for read, maps in zip(self.of_maps, stages):
            errors = [self.error(read, m) for m in maps]
            loss = loss + LOCATIONS * sum(errors) / len(errors)
            of_p3 = errors[0].item()
        known = ~places[..., 0].isnan()
        if known.any():
            for read, (_, text) in zip(self.of_text, out['layers']):
                error = (read(evened(text[known], 1)) - places[known]).square().mean()
                loss = loss + WORDS * error
                of_words = error.item()
        return loss / len(stages), of_p3, of_words
