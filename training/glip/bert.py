"""BERT, post-LN, with the names of `transformers`; the head's own layers are the same with clamps."""
import torch
from torch import nn
import torch.nn.functional as F

from .norms import LayerNorm

LIMIT = 50000.0  # the official clamp in the head, against overflow in half precision


def _norm(dim):
    return LayerNorm(dim, eps=1e-12)


def key_bias(mask):
    """Attention mask [N, L] of 0/1 -> [N, 1, 1, L] added to the scores."""
    return (1.0 - mask[:, None, None, :].float()) * -10000.0


class BertLayer(nn.Module):
    def __init__(self, c, clamp=False):
        super().__init__()
        d, inner = c['hiddenSize'], c['intermediateSize']
        self.heads, self.clamped = c['numHeads'], clamp
        self.attention = nn.Module()
        self.attention.self = nn.Module()
        for name in ('query', 'key', 'value'):
            setattr(self.attention.self, name, nn.Linear(d, d))
        self.attention.output = nn.Module()
        self.attention.output.dense, self.attention.output.LayerNorm = nn.Linear(d, d), _norm(d)
        self.intermediate = nn.Module()
        self.intermediate.dense = nn.Linear(d, inner)
        self.output = nn.Module()
        self.output.dense, self.output.LayerNorm = nn.Linear(inner, d), _norm(d)

    def clamp(self, x):
        return x.clamp(-LIMIT, LIMIT) if self.clamped else x

    def forward(self, x, bias):
        n, length, d = x.shape

        def split(linear):
            return linear(x).view(n, length, self.heads, d // self.heads).transpose(1, 2)

        own = self.attention.self
        scores = split(own.query) @ split(own.key).transpose(-2, -1) * (d // self.heads) ** -0.5
        context = (self.clamp(scores) + bias).softmax(-1) @ split(own.value)
        context = context.transpose(1, 2).reshape(n, length, d)
        x = self.attention.output.LayerNorm(self.attention.output.dense(context) + x)
        hidden = self.clamp(F.gelu(self.clamp(self.intermediate.dense(x))))
        return self.clamp(self.output.LayerNorm(self.clamp(self.output.dense(hidden)) + x))


class Embeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c['hiddenSize']
        self.word_embeddings = nn.Embedding(c['vocabSize'], d)
        self.position_embeddings = nn.Embedding(c['maxPositions'], d)
        self.token_type_embeddings = nn.Embedding(2, d)
        self.LayerNorm = _norm(d)

    def forward(self, ids):
        positions = self.position_embeddings.weight[:ids.shape[1]]
        return self.LayerNorm(self.word_embeddings(ids) + self.token_type_embeddings.weight[0] + positions)


class Bert(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.embeddings = Embeddings(c)
        self.encoder = nn.Module()
        self.encoder.layer = nn.ModuleList(BertLayer(c) for _ in range(c['numLayers']))

    def forward(self, ids, mask):
        """ids, mask [N, L] -> last hidden states [N, L, D]."""
        x, bias = self.embeddings(ids), key_bias(mask)
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x
