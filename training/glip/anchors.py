"""Anchors and box coder of the GLIP head, with the official -1/+1 conventions (golden README, section 5)."""
import math

import torch

CODE_WEIGHTS = (10.0, 10.0, 5.0, 5.0)
MAX_LOG_RATIO = math.log(1000.0 / 16)


def make_anchors(map_sizes, sizes, strides, device=None):
    """[(h, w)] per level -> list of [h*w, 4] xyxy, one square anchor per location, row-major."""
    out = []
    for (h, w), size, stride in zip(map_sizes, sizes, strides):
        low = (stride - 1) / 2 - (size - 1) / 2
        y, x = torch.meshgrid(torch.arange(h) * stride, torch.arange(w) * stride, indexing='ij')
        corner = torch.stack([x, y, x, y], -1).view(-1, 4).float()
        out.append(corner + torch.tensor([low, low, low + size - 1, low + size - 1]))
    return [level.to(device) for level in out]


def _center_size(boxes):
    size = boxes[..., 2:] - boxes[..., :2] + 1
    return (boxes[..., :2] + boxes[..., 2:]) / 2, size


def encode(boxes, anchors):
    """Boxes [..., 4] xyxy -> code (dx, dy, dw, dh)."""
    center, size = _center_size(boxes)
    anchor_center, anchor_size = _center_size(anchors)
    weights = boxes.new_tensor(CODE_WEIGHTS)
    return torch.cat([(center - anchor_center) / anchor_size, (size / anchor_size).log()], -1) * weights


def decode(code, anchors):
    """Code [..., 4] -> boxes xyxy."""
    anchor_center, anchor_size = _center_size(anchors)
    code = code / code.new_tensor(CODE_WEIGHTS)
    center = code[..., :2] * anchor_size + anchor_center
    size = code[..., 2:].clamp(max=MAX_LOG_RATIO).exp() * anchor_size
    return torch.cat([center - 0.5 * (size - 1), center + 0.5 * (size - 1)], -1)


def iou(a, b, plus=1.0):
    """[A, 4], [B, 4] -> [A, B]; `plus` = 1 is the official pixel convention, 0 the geometric one."""
    def area(x):
        return (x[:, 2] - x[:, 0] + plus) * (x[:, 3] - x[:, 1] + plus)

    low, high = torch.maximum(a[:, None, :2], b[:, :2]), torch.minimum(a[:, None, 2:], b[:, 2:])
    side = (high - low + plus).clamp(min=0)
    inter = side[..., 0] * side[..., 1]
    return inter / (area(a)[:, None] + area(b) - inter)
