"""A model on scenes with unseen seeds: the records that metrics.py turns into numbers."""
import numpy as np
import torch

from scenes import tokenizer

from .anchors import make_anchors
from .data import normalise, pad, resized, tokens_of
from .metrics import prepare
from .postprocess import detect


def as_read(sample, config):
    """The sample as the page's model reads it: the picture scaled to the config's shorter side, the longer at its most."""
    image, (height, width) = config['image'], sample.image.shape[:2]
    factor = min(image['minSize'] / min(height, width), image['maxSize'] / max(height, width))
    return resized(sample, (round(width * factor), round(height * factor)), factor)


@torch.no_grad()
def ground(model, sample, rules_list):
    """-> for every rule a list of records (glip/metrics.py), one per phrase of the sample's first caption."""
    config, caption = model.config, sample.captions[0]
    device = next(model.parameters()).device
    ids, offsets = tokenizer().encode(caption.text)
    image = pad(normalise(sample.image, config), config['image']['sizeDivisor'])[None]
    out = model(image.to(device), torch.tensor([ids], device=device), torch.ones(1, len(ids), device=device))
    out = {key: [m.cpu() for m in out[key]] for key in ('logits', 'boxes', 'centerness', 'maps')}
    anchors = make_anchors([m.shape[2:] for m in out['maps']], **config['anchors'])
    phrases = [tokens_of((p.start, p.end), offsets) for p in caption.phrases]
    results = []
    for rules in rules_list:
        boxes, scores, labels = detect(out, anchors, phrases, sample.image.shape[:2], {**config['postprocess'], **rules})
        # From the official convention (x2 is the last pixel) to pixel edges, as the scenes give them.
        boxes = (boxes + torch.tensor([0.0, 0.0, 1.0, 1.0])).numpy()
        results.append([{'tag': p.tag, 'gt': np.array(p.boxes, np.float32).reshape(-1, 4),
                         'boxes': boxes[labels.numpy() == i], 'scores': scores[labels == i].numpy()}
                        for i, p in enumerate(caption.phrases)])
    return results


def measure(model, samples, rules_list):
    """-> for every rule the records of all samples."""
    collected = [[] for _ in rules_list]
    for sample in samples:
        for records, new in zip(collected, ground(model, sample, rules_list)):
            records.extend(new)
    for records in collected:
        prepare(records)
    return collected
