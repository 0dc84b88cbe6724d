"""Auxiliary loss about relations and superlatives (training only, never exported).

A text encoder that learns from boxes alone drops such words: a linear probe could not tell "left of" from "above" in the noun's
tokens (test accuracy at chance). So these tokens are taught which words about place are said of them, and of what.

Whether "the circle left of the dog" is learnt from its boxes alone depends on the two or three circles of a picture. But the
words single out a part of the whole picture, whatever lies there: everywhere left of the dog. So the head's features at all
locations, and the tokens of the phrase's noun, are taught to agree on that part, as they agree on what things are.
"""
import torch
from torch import nn
import torch.nn.functional as F

from scenes import words

from .places import evened

RANK = 32
KINDS = [*words.RELATIONS, *words.SUPERLATIVES, *(f'at {name}' for name in words.REGIONS)]
SIDES = {'left': (0, 1), 'right': (0, -1), 'above': (1, 1), 'below': (1, -1)}  # axis, sign
REACH = {'inside': (0, 0.03), 'nearest': (0.1, 0.45), **dict.fromkeys(('on', 'holds', 'bears', 'near'), (0.1, 0.3))}
EXTREMES = {'leftmost': (0, 1), 'rightmost': (0, -1), 'topmost': (1, 1), 'lowest': (1, -1)}


def sorted_out(true, false):
    """1 where true, 0 where false, NaN where neither."""
    return torch.where(true, 1.0, torch.where(false, 0.0, float('nan')))


def apart(points, box):
    """Distance of the points from the box, 0 inside."""
    return torch.stack([box[:2] - points, points - box[2:]]).amax(0).clamp(min=0).norm(dim=-1)


def beside(kind, points, box, size):
    axis, sign = SIDES[kind]
    gap = sign * ((box[:2] + box[2:]) / 2 - points)
    along, across = gap[:, axis], gap[:, 1 - axis].abs()
    return sorted_out((along > 0.1 * size[axis]) & (along > 0.6 * across), along < -0.02 * size[axis])


def among(points, one, other):
    start = (one[:2] + one[2:]) / 2
    line, way = (other[:2] + other[2:]) / 2 - start, points - start
    span = line.square().sum().clamp(min=1)
    along = way @ line / span
    across = (way[:, 0] * line[1] - way[:, 1] * line[0]).abs() / span
    return sorted_out((along > 0.2) & (along < 0.8) & (across < 0.22), (along < 0) | (along > 1) | (across > 0.5))


def foremost(kind, points, boxes):
    axis, sign = EXTREMES[kind]
    first, second = (sign * (boxes[:, axis] + boxes[:, axis + 2]) / 2).sort()[0][:2]
    along = sign * points[:, axis]
    return sorted_out(along < 0.6 * first + 0.4 * second, along > 0.4 * first + 0.6 * second)


def part_of_picture(name, points, size):
    share = points / size
    off = torch.stack([{'left': share[:, 0], 'right': 1 - share[:, 0], 'top': share[:, 1], 'bottom': 1 - share[:, 1]}[word]
                       for word in name.split()]).amax(0)
    return sorted_out(off < 0.4, off > 0.5)


def region(kind, boxes, points, size):
    """The part of the picture that the words single out: 1 within, 0 outside, NaN where doubtful or unknown, [P].

    kind and boxes as in `scenes.Phrase.relation`, [K, 4]; points [P, 2] and size [2] as x, y in pixels.
    """
    if kind.startswith('at '):
        return part_of_picture(kind[3:], points, size)
    if kind in EXTREMES:
        return foremost(kind, points, boxes)
    if kind in SIDES:
        return beside(kind, points, boxes[0], size)
    if kind == 'between':
        return among(points, boxes[0], boxes[1])
    if kind not in REACH:  # of size, or in the middle: no place that is known without the others
        return torch.full_like(points[:, 0], float('nan'))
    gap, (within, beyond) = apart(points, boxes[0]) / size.min(), REACH[kind]
    return sorted_out(gap <= within, gap > beyond)


def quadratic(points, size):
    """1, x, y, x², y², xy of the points, x and y in -1..1, [P, 6]."""
    x, y = (2 * points / size - 1).unbind(-1)
    return torch.stack([torch.ones_like(x), x, y, x * x, y * y, x * y], -1)


def balanced_error(logits, within, outside):
    """Binary cross entropy in which both parts of a row count alike, however small. All [T, P]."""
    error = F.binary_cross_entropy_with_logits(logits, within.float(), reduction='none')
    return sum(((error * part).sum(1) / part.sum(1)).mean() for part in (within, outside)) / 2


class RelationLoss(nn.Module):
    """After every fusion layer, the tokens tell the part as a quadratic form of the place: half-planes and ellipses are enough.
    And as a bilinear form with the features at a location, as in the alignments that are to come of it."""

    def __init__(self, channels, text_dim, layers):
        super().__init__()
        self.of_maps = nn.ModuleList(nn.Linear(channels, RANK) for _ in range(layers))
        self.of_text = nn.ModuleList(nn.Linear(text_dim, RANK + 1) for _ in range(layers))
        self.forms = nn.ModuleList(nn.Linear(text_dim, 6) for _ in range(layers))
        self.kinds = nn.ModuleList(nn.Linear(text_dim, len(KINDS)) for _ in range(layers + 1))
        self.askers = nn.ModuleList(nn.Linear(text_dim, RANK) for _ in range(layers + 1))
        self.asked = nn.ModuleList(nn.Linear(text_dim, RANK) for _ in range(layers + 1))

    def understood(self, out, mask, phrases):
        """-> (loss, {share of tokens whose words about place are known after BERT, and the attention on the references})"""
        images, tokens = torch.tensor([(i, t) for i, tokens, *_ in phrases for t in tokens], device=mask.device).T
        truth = torch.tensor([KINDS.index(kind) for _, tokens, kind, _ in phrases for _ in tokens], device=mask.device)
        sought = torch.zeros(len(tokens), mask.shape[1], dtype=torch.bool, device=mask.device)
        for row, references in zip(sought, [references for _, tokens, _, references in phrases for _ in tokens]):
            row[references] = True
        loss, refer = 0, sought.any(1)
        texts = [out['text']] + [text for _, text, _ in out['layers']]
        for text, kind, asker, asked in zip(texts, self.kinds, self.askers, self.asked):
            flat = evened(text, -1)
            named = kind(flat[images, tokens])
            loss = loss + F.cross_entropy(named, truth) / len(self.kinds)
            scores = torch.einsum('tr,tlr->tl', asker(flat[images, tokens]), asked(flat)[images])
            scores = scores.masked_fill(mask[images] == 0, float('-inf'))
            if refer.any():
                share = scores.masked_fill(~sought, float('-inf')).logsumexp(1)[refer] - scores.logsumexp(1)[refer]
                loss = loss - share.mean() / len(self.kinds)
        shown = {'kind': (named.argmax(1) == truth).float().mean().item()}
        return loss, {**shown, 'refers': share.exp().mean().item()} if refer.any() else shown

    def forward(self, out, mask, anchors, relations, size):
        """mask [N, L]; relations: per image as of `data.relations_of`; anchors [A, 4]; size (height, width) of the pictures.

        -> (loss, {shares of what the last layer tells rightly: the kind, the references, and the part of the picture by the
        quadratic form and by the features}); 0 where no phrase has a relation
        """
        points = (anchors[:, :2] + anchors[:, 2:]) / 2
        extent = points.new_tensor(size[::-1])
        phrases = [(image, *phrase) for image, found in enumerate(relations) for phrase in found]
        if not phrases:
            return points.new_zeros(()), {}
        loss, shown = self.understood(out, mask, [(image, *found[:2], found[3]) for image, *found in phrases])
        phrases = [(image, tokens, region(kind, boxes.to(points), points, extent)) for image, tokens, kind, boxes, _ in phrases]
        phrases = [(image, tokens, truth) for image, tokens, truth in phrases if (truth == 1).any() and (truth == 0).any()]
        if not phrases:
            return loss, shown
        images = torch.tensor([image for image, tokens, _ in phrases for _ in tokens], device=points.device)
        tokens = torch.tensor([token for _, tokens, _ in phrases for token in tokens], device=points.device)
        truth = torch.stack([truth for _, tokens, truth in phrases for _ in tokens])
        within, outside = truth == 1, truth == 0
        place = quadratic(points, extent)
        for of_maps, of_text, form, (maps, text, _) in zip(self.of_maps, self.of_text, self.forms, out['layers']):
            seen = torch.cat([of_maps(evened(m, 1).flatten(2).transpose(1, 2)) for m in maps], 1)
            noun = evened(text[images, tokens], 1)
            said = of_text(noun)
            by_features = torch.einsum('tpr,tr->tp', seen[images], said[:, :RANK]) + said[:, RANK:]
            ways = {'part': form(noun) @ place.T, 'sides': by_features}
            loss = loss + sum(balanced_error(logits, within, outside) for logits in ways.values()) / len(self.of_maps)
        shown.update({name: ((logits > 0) == within)[within | outside].float().mean().item() for name, logits in ways.items()})
        return loss, shown
