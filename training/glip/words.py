"""The auxiliary word softmax: what made the largest difference to learning (training only, never exported)."""
import math

import torch
from torch import nn
import torch.nn.functional as F

GROUP_WEIGHTS = {'noun': 1.0, 'colour': 0.5, 'fill': 0.25, 'category': 0.25}


class WordSoftmax(nn.Module):
    """Classifies features at positive locations against the mean input word embeddings of all concept names."""

    def __init__(self, channels, text_dim, concepts, encode):
        super().__init__()
        self.of_fpn, self.of_head = nn.Linear(channels, text_dim), nn.Linear(channels, text_dim)
        self.log_scale = nn.Parameter(torch.tensor(math.log(10.0)))
        self.index = {g: {name: i for i, name in enumerate(concepts[g])} for g in GROUP_WEIGHTS}
        for group in GROUP_WEIGHTS:
            forms = list(concepts[group].values())
            pieces = [encode(f)[0][1:-1] for fs in forms for f in fs]  # without [CLS] and [SEP]
            longest = max(map(len, pieces))
            bag = torch.tensor([p + p[:1] * (longest - len(p)) for p in pieces])
            weights = torch.tensor([[1 / len(p)] * len(p) + [0.0] * (longest - len(p)) for p in pieces])
            count = torch.tensor([len(fs) for fs in forms])
            self.register_buffer(f'bag_{group}', bag, persistent=False)
            self.register_buffer(f'weights_{group}', weights, persistent=False)
            self.register_buffer(f'count_{group}', count, persistent=False)
            self.register_buffer(f'first_{group}', count.cumsum(0) - count, persistent=False)

    def words(self, group, embeddings):
        """[concepts, D] unit vectors; each concept by one of its forms at random, so that all come to mean the same."""
        first, count = getattr(self, f'first_{group}'), getattr(self, f'count_{group}')
        rows = first + (torch.rand(len(count), device=count.device) * count).long()
        bag, weights = getattr(self, f'bag_{group}')[rows], getattr(self, f'weights_{group}')[rows]
        return F.normalize((F.embedding(bag, embeddings) * weights[..., None]).sum(1), dim=-1)

    def forward(self, out, assigned, concepts, embeddings):
        """assigned [N, A] box index or -1; concepts per image {group: [G]}; embeddings [V, D].

        -> (loss, share of nouns that the head's features name rightly)
        """
        image, location = (assigned >= 0).nonzero(as_tuple=True)
        box = assigned[image, location].tolist()
        scale = self.log_scale.exp().clamp(max=30)
        features = []
        for maps, linear in ((out['fpn'], self.of_fpn), (out['maps'], self.of_head)):
            flat = torch.cat([m.flatten(2).transpose(1, 2) for m in maps], 1)
            features.append(F.normalize(linear(flat[image, location].float()), dim=-1))
        loss, hits = 0.0, float('nan')
        for group, weight in GROUP_WEIGHTS.items():
            labels = torch.tensor([concepts[i][group][g] for i, g in zip(image.tolist(), box)], device=embeddings.device)
            known = labels >= 0
            if not known.any():
                continue
            words = self.words(group, embeddings)
            for f in features:
                logits = scale * (f[known] @ words.T)
                loss = loss + weight * F.cross_entropy(logits, labels[known])
            if group == 'noun':
                hits = (logits.argmax(1) == labels[known]).float().mean().item()
        return loss, hits
