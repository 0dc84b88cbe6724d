"""Auxiliary losses about place, for relations and superlatives (training only, never exported).

GLIP's image features know where they are only through convolution padding: a linear probe finds hardly any of it at P3, where
most objects are decided (R2 .1). "The circle left of the dog" needs it: the words must take the dog's place from the picture,
and locations compare theirs with it. So features are taught to know their place, the first head of every X-MHA to lead words
to their objects, and a phrase's words to tell where its one object is.
"""
import torch
from torch import nn

LOCATIONS, ATTENTION, WORDS = 0.25, 0.4, 2.0  # of the mean over the layers


def grid(h, w, device):
    """Centres of the cells of a map, in -1..1 from left to right and top to bottom, [2, h, w]."""
    y, x = ((2 * torch.arange(n, device=device) + 1) / n - 1 for n in (h, w))
    return torch.stack([x.expand(h, w), y[:, None].expand(h, w)])


def evened(x, dim):
    """Zero mean and unit variance over the channels: the maps of the FPN differ in size by orders of magnitude."""
    x = x.float() - x.float().mean(dim, keepdim=True)
    return x * (x.square().mean(dim, keepdim=True) + 1e-5).rsqrt()


def meant(anchors, boxes, positive_map):
    """[A, L] bool: locations whose centre lies in a box of the token. anchors [A, 4], boxes [G, 4], positive_map [G, L]."""
    centre = (anchors[:, None, :2] + anchors[:, None, 2:]) / 2
    inside = torch.cat([centre - boxes[:, :2], boxes[:, 2:] - centre], -1).amin(-1) > 0
    return inside.float() @ positive_map > 0


class PlaceLoss(nn.Module):
    """Linear readings of place from the FPN, and from the maps and the text after every fusion layer; and where X-MHA looks."""

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

    def forward(self, out, anchors, targets, places):
        """out: of the model; anchors [A, 4]; targets: per image (boxes [G, 4], positive_map [G, L]); places [N, L, 2], the place
        of a token's one object in -1..1, NaN for other tokens.

        -> (loss, {of the last layer: squared error at P3, share of the words' attention on their objects, squared error of words})
        """
        stages = [out['fpn']] + [maps for maps, *_ in out['layers']]
        errors = [torch.stack([self.error(read, m) for m in maps]) for read, maps in zip(self.of_maps, stages)]
        loss = LOCATIONS * torch.stack(errors).mean()
        shown = {'p3': errors[-1][0].item()}
        goal = torch.stack([meant(anchors, *target) for target in targets])
        sought, known = goal.any(1), ~places[..., 0].isnan()
        for read, (_, text, scores) in zip(self.of_text, out['layers']):
            first = scores[:, 0].float()
            if sought.any():
                share = first.masked_fill(~goal, float('-inf')).logsumexp(1)[sought] - first.logsumexp(1)[sought]
                loss = loss - ATTENTION * share.mean() / len(self.of_text)
                shown['looks'] = share.exp().mean().item()
            if known.any():
                error = (read(evened(text[known], 1)) - places[known]).square().mean()
                loss = loss + WORDS * error / len(self.of_text)
                shown['said'] = error.item()
        return loss, shown
