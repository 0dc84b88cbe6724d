"""From head outputs to detections of one image: the official ATSS post-processor (golden README, section 5)."""
import torch
from torchvision.ops import nms

from .anchors import decode
from .losses import flatten


def aggregate(probabilities, phrases, rule):
    """Token probabilities [A, L], token lists of the phrases -> class scores [A, phrases]."""
    columns = []
    for tokens in phrases:
        p = probabilities[:, tokens]
        if rule == 'mean':
            columns.append(p.mean(1))
        elif rule == 'max':
            columns.append(p.amax(1))
        else:  # 'power', the geometric mean
            columns.append(p.clamp(min=1e-12).log().mean(1).exp())
    return torch.stack(columns, 1)


def detect(out, anchors_per_level, phrases, size, rules):
    """Detections of a batch of one. phrases: token lists; size: unpadded (height, width); rules: config.postprocess.

    -> boxes [D, 4] xyxy (official: x2 is the last pixel), scores [D], labels [D] (index of the phrase).
    """
    logits, codes, centerness = (t[0] for t in flatten(out))
    scores = aggregate(logits.sigmoid(), phrases, rules['scoreAggregation'])
    candidate = scores > rules['candidateThreshold']  # strict, before centerness
    if rules['useCenterness']:
        scores = scores * centerness.sigmoid()[:, None]
    found, start = [], 0
    for anchors in anchors_per_level:
        stop = start + len(anchors)
        place, label = candidate[start:stop].nonzero(as_tuple=True)
        score = scores[start:stop][place, label]
        if len(score) > rules['preNmsTopN']:
            score, keep = score.topk(rules['preNmsTopN'])
            place, label = place[keep], label[keep]
        found.append((decode(codes[start:stop][place], anchors[place]), score, label))
        start = stop
    boxes, scores, labels = (torch.cat(parts) for parts in zip(*found))
    if rules['useCenterness']:
        scores = scores.sqrt()
    height, width = size
    limit = torch.tensor([width - 1.0, height - 1.0] * 2)
    boxes = torch.minimum(boxes.clamp(min=0), limit)
    valid = (boxes[:, 2:] - boxes[:, :2] + 1 >= 0).all(1)
    boxes, scores, labels = boxes[valid], scores[valid], labels[valid]
    # The +1 convention of the official kernel: torchvision's NMS on boxes whose far corner is one further. Labels are
    # kept apart by a shift that is larger than any picture.
    shifted = boxes + torch.tensor([0.0, 0.0, 1.0, 1.0]) + labels[:, None] * 10000.0
    keep = nms(shifted.double(), scores.double(), rules['nmsThreshold'])[:rules['maxDetections']]
    return boxes[keep], scores[keep], labels[keep]
