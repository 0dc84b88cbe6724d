"""Target assignment and losses of GLIP: ATSS (arXiv 1912.02424), token focal loss, GIoU, centerness.

`positive_map` here has one row per ground-truth box and one column per token. The official code divides a row by its
sum, so that the tokens of a three-word phrase are taught 1/3 each, and a long phrase can never score as high as a
short one. We teach 1 to every token of every phrase that names the box: token probabilities then mean "this word's
phrase is here", whatever the phrase's length, and their geometric mean can be compared with one threshold.
The functions accept either; the official form is checked against the golden tensors.
"""
import torch
import torch.nn.functional as F

from .anchors import decode, encode, iou

TOP_K = 9
ALPHA, GAMMA = 0.25, 2.0
BOX_WEIGHT = 2.0


def atss_assign(boxes, anchors_per_level):
    """boxes [G, 4] xyxy -> index of each anchor's box, or -1, [A]."""
    anchors = torch.cat(anchors_per_level)
    if not len(boxes):
        return torch.full((len(anchors),), -1, device=anchors.device)
    overlap = iou(anchors, boxes)
    centers = (anchors[:, :2] + anchors[:, 2:]) / 2
    distance = (centers[:, None] - (boxes[:, :2] + boxes[:, 2:]) / 2).norm(dim=-1)
    candidates, start = [], 0
    for level in anchors_per_level:
        k = min(TOP_K, len(level))
        candidates.append(start + distance[start:start + len(level)].topk(k, 0, largest=False).indices)
        start += len(level)
    candidates = torch.cat(candidates)
    scores = overlap.gather(0, candidates)
    threshold = scores.mean(0) + scores.std(0)  # unbiased, over the candidates of all levels
    c = centers[candidates]
    inside = torch.cat([c - boxes[:, :2], boxes[:, 2:] - c], -1).amin(-1) > 0.01
    positive = torch.zeros_like(overlap, dtype=torch.bool)
    positive.scatter_(0, candidates, (scores >= threshold) & inside)
    best, index = overlap.masked_fill(~positive, -1).max(1)
    return index.masked_fill(best < 0, -1)


def token_focal_loss(logits, targets):
    """Elementwise, with soft targets in 0..1."""
    p = logits.sigmoid()
    ce = F.binary_cross_entropy_with_logits(logits, targets, reduction='none')
    p_t = p * targets + (1 - p) * (1 - targets)
    return (ALPHA * targets + (1 - ALPHA) * (1 - targets)) * (1 - p_t) ** GAMMA * ce


def giou_loss(a, b):
    """[P, 4] xyxy each -> 1 - GIoU; without +1, eps 1e-7 (the loss's own convention)."""
    def area(x):
        return (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])

    x1y1, x2y2 = torch.minimum(a[:, :2], a[:, 2:]), torch.maximum(a[:, :2], a[:, 2:])
    a = torch.cat([x1y1, x2y2], -1)
    inter = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(-1)
    union = area(a) + area(b) - inter
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(-1) + 1e-7
    return 1 - (inter / (union + 1e-7) - (hull - union) / hull)


def centerness_target(boxes, anchors):
    """How central the anchor's center lies in its box, 0..1, [P]."""
    center = (anchors[:, :2] + anchors[:, 2:]) / 2
    low, high = center - boxes[:, :2], boxes[:, 2:] - center
    ratio = torch.minimum(low, high) / torch.maximum(low, high)
    return ratio.prod(-1).clamp(min=0).sqrt()


def flatten(out):
    """Head output lists -> logits [N, A, L], codes [N, A, 4], centerness [N, A]."""
    codes = torch.cat([b.flatten(2).transpose(1, 2) for b in out['boxes']], 1)
    centerness = torch.cat([c.flatten(1) for c in out['centerness']], 1)
    return torch.cat(out['logits'], 1), codes, centerness


def glip_loss(out, anchors_per_level, targets, mask, negative_last=False):
    """targets: per image (boxes [G, 4], positive_map [G, L]). -> (dict of losses, assignment [N, A]).

    `negative_last` is the official habit of giving negatives a 1 in the last token column.
    """
    logits, codes, centerness = flatten(out)
    anchors = torch.cat(anchors_per_level)
    assigned = torch.stack([atss_assign(boxes, anchors_per_level) for boxes, _ in targets])
    token_targets = torch.zeros_like(logits)
    if negative_last:
        token_targets[..., -1] = 1
    gt = []
    for i, (boxes, positive_map) in enumerate(targets):
        hit = assigned[i] >= 0
        token_targets[i, hit] = positive_map[assigned[i, hit]]
        gt.append(boxes[assigned[i, hit]])
    positive = assigned >= 0
    count = positive.sum().clamp(min=1)
    focal = token_focal_loss(logits, token_targets) * mask[:, None, :]
    losses = {'token': focal.sum() / count}
    gt, own = torch.cat(gt), anchors.expand(len(targets), -1, -1)[positive]
    # The official code forms the target from the encoded and decoded box, not from the box itself.
    weight = centerness_target(decode(encode(gt, own), own), own)
    boxes = decode(codes[positive], own)
    losses['box'] = BOX_WEIGHT * (giou_loss(boxes, gt) * weight).sum() / weight.sum().clamp(min=1e-6)
    losses['centerness'] = F.binary_cross_entropy_with_logits(centerness[positive], weight, reduction='sum') / count
    return losses, assigned
