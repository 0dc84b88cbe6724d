"""Loss about whole phrases (training only, no parameters): is it in the picture, and which thing is it?

A visitor sees a phrase's boxes above one threshold. The token focal loss sums over all locations and divides by the number of
positives, so that the one location at which an absent phrase fires, or the wrong dog stands out, hardly counts. Here every phrase
counts the same, by the best location of each of its boxes and the best of all that are none of them.
"""
import math

import torch
import torch.nn.functional as F

from .anchors import decode, iou
from .losses import flatten

BORDER = math.log(0.4 / 0.6)  # the logit that parts shown from not shown; near the default threshold, which is chosen afterwards
APART = 0.3  # IoU up to which a predicted box is none of the phrase's


def best(scores, chosen):
    """The largest score of the chosen locations per column, -inf where none is chosen. [A, K] each -> [K]."""
    return scores.masked_fill(~chosen, float('-inf')).amax(0)


def phrase_errors(scores, predicted, assigned, boxes, named):
    """scores [A, P] logits of the phrases at all locations; predicted [A, 4] boxes there; assigned [A] index of the location's
    box or -1; boxes [G, 4]; named [P, G] bool, what a phrase means.

    -> (errors [P], strongest wrong score [P], weakest of the best scores of its boxes [P], inf where it has none)
    """
    holds = assigned[:, None] == torch.arange(len(boxes), device=boxes.device)
    own, near = ((places.float() @ named.T.float()) > 0 for places in (holds, iou(predicted, boxes) > APART))
    wrong = best(scores, ~own & ~(near & (assigned < 0)[:, None]))
    phrase, box = named.nonzero(as_tuple=True)
    right = best(scores[:, phrase], holds[:, box])
    learnt = torch.isfinite(right)  # ATSS gives some boxes no location
    phrase, right = phrase[learnt], right[learnt]
    count = scores.new_zeros(len(named)).index_add(0, phrase, torch.ones_like(right))
    missed = scores.new_zeros(len(named)).index_add(0, phrase, F.softplus(BORDER - right)) / count.clamp(min=1)
    weakest = scores.new_full((len(named),), math.inf).scatter_reduce(0, phrase, right.detach(), 'amin')
    return F.softplus(wrong - BORDER) + missed, wrong, weakest


def phrase_loss(out, anchors_per_level, assigned, targets, phrases):
    """assigned [N, A] and targets as of `losses.glip_loss`; phrases: per image the token indices of every phrase, absent or not.

    -> (loss, {shares of absent phrases that fire, and of present ones with a box that does not show})
    """
    logits, codes, _ = flatten(out)
    anchors = torch.cat(anchors_per_level)
    errors, fired, missed = [], [], []
    for i, ((boxes, positive_map), tokens) in enumerate(zip(targets, phrases)):
        if not tokens:
            continue
        spans = logits.new_zeros(len(tokens), logits.shape[2])
        for row, span in zip(spans, tokens):
            row[span] = 1
        sizes = spans.sum(1)
        named = spans @ positive_map.T == sizes[:, None]
        error, wrong, weakest = phrase_errors(logits[i] @ (spans / sizes[:, None]).T, decode(codes[i].detach(), anchors),
                                              assigned[i], boxes, named)
        errors.append(error)
        absent = ~named.any(1)
        fired.append(wrong[absent] > BORDER)
        missed.append(weakest[~absent] < BORDER)
    if not errors:
        return logits.new_zeros(()), {}
    shown = {name: torch.cat(found).float().mean().item() for name, found in (('fired', fired), ('missed', missed))}
    return torch.cat(errors).mean(), shown
