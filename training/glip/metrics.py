"""Recall@k and average precision of phrase grounding.

A record is one phrase of one picture: {'tag': kind of phrase, 'gt': boxes [G, 4], 'boxes': [D, 4], 'scores': [D]} as numpy
arrays, boxes as pixel edges, detections sorted by descending score. An absent phrase has no ground truth: every
detection of it is a false one.
"""
import numpy as np

IOUS = np.arange(0.5, 0.96, 0.05)


def iou(a, b):
    low, high = np.maximum(a[:, None, :2], b[:, :2]), np.minimum(a[:, None, 2:], b[:, 2:])
    inter = (high - low).clip(min=0).prod(-1)
    area = [(x[:, 2:] - x[:, :2]).prod(-1) for x in (a, b)]
    return inter / (area[0][:, None] + area[1] - inter)


def matches(record):
    """[10, D] bool: which detections are true at each IoU; each ground-truth box is found once, as COCO counts."""
    hit = np.zeros((len(IOUS), len(record['scores'])), bool)
    if len(record['gt']) and len(record['scores']):
        overlap = iou(record['boxes'], record['gt'])
        for t, threshold in enumerate(IOUS):
            free = np.ones(len(record['gt']), bool)
            for d in range(len(overlap)):
                candidates = np.where(free, overlap[d], -1)
                best = candidates.argmax()
                if candidates[best] >= threshold:
                    hit[t, d], free[best] = True, False
    return hit


def prepare(records):
    for record in records:
        record['hit'] = matches(record)


def _ranking(records):
    scores = np.concatenate([r['scores'] for r in records])
    order = np.argsort(-scores, kind='stable')
    return scores[order], np.concatenate([r['hit'] for r in records], 1)[:, order]


def average_precision(records):
    """-> (AP50, AP of IoU .50:.95), 101 recall points, all phrases pooled into one ranking."""
    total = sum(len(r['gt']) for r in records)
    _, hit = _ranking(records)
    values = []
    for row in hit:
        true = row.cumsum()
        precision = np.maximum.accumulate((true / np.arange(1, len(row) + 1))[::-1])[::-1]
        place = np.searchsorted(true / total, np.linspace(0, 1, 101) - 1e-9)
        values.append(np.append(precision, 0)[place.clip(max=len(precision))].mean())
    return float(values[0]), float(np.mean(values))


def mean_average_precision(records):
    """AP50 per tag of the phrases that are present, averaged over the tags; absent phrases have no tag of their own and do not count."""
    tags = {r['tag'] for r in records if len(r['gt'])}
    return float(np.mean([average_precision([r for r in records if r['tag'] == tag])[0] for tag in tags])) if tags else float('nan')


def recall_at(records, k):
    """Share of the phrases that have boxes with a box of IoU >= .5 among their k best."""
    present = [r for r in records if len(r['gt'])]
    return float(np.mean([any_iou(r, k) for r in present])) if present else float('nan')


def any_iou(record, k):
    boxes = record['boxes'][:k]
    return bool(len(boxes) and (iou(boxes, record['gt']) >= 0.5).any())


def best_threshold(records):
    """The score that gives the best F1 of boxes at IoU .5 -> (threshold, F1)."""
    total = sum(len(r['gt']) for r in records)
    scores, hit = _ranking(records)
    f1 = 2 * hit[0].cumsum() / (np.arange(1, len(scores) + 1) + total)
    best = int(f1.argmax())
    return float(scores[best]), float(f1[best])


def at_threshold(records, threshold):
    """What a visitor sees at a threshold: absent phrases that fire, present ones without a right box."""
    absent = [len(r['scores']) > 0 and r['scores'][0] > threshold for r in records if not len(r['gt'])]
    missed = [not (r['hit'][0] & (r['scores'] > threshold)).any() for r in records if len(r['gt'])]
    kept = [(r['hit'][0][r['scores'] > threshold]) for r in records]
    kept = np.concatenate(kept) if kept else np.zeros(0)
    total = sum(len(r['gt']) for r in records)
    return {'absent_fired': float(np.mean(absent)) if absent else None,
            'present_missed': float(np.mean(missed)) if missed else None,
            'precision': float(kept.mean()) if len(kept) else None,
            'recall': float(kept.sum() / total) if total else None}


def balanced_threshold(records, photographs=()):
    """The score at which the larger of both shares is least: absent phrases that fire, and present ones that are missed.

    `photographs`: records of photographs, whose absent phrases shall not fire oftener either. What is missed in them does not count:
    far more names are missed there at every threshold, for which one would have to let nearly all fire.
    """
    def worse(threshold):
        found = at_threshold(records, threshold)
        fired = at_threshold(photographs, threshold)['absent_fired'] if photographs else 0
        return max(found['absent_fired'] or 0, found['present_missed'] or 0, fired or 0)

    return min((n / 100 for n in range(5, 96)), key=worse)


def summary(records, threshold):
    ap50, ap = average_precision(records)
    return {'phrases': len(records), 'present': sum(len(r['gt']) > 0 for r in records),
            'recall_at_1': recall_at(records, 1), 'recall_at_5': recall_at(records, 5), 'ap50': ap50, 'ap': ap,
            **at_threshold(records, threshold)}


def by_tag(records, threshold):
    out = {}
    for tag in sorted({r['tag'] for r in records}):
        chosen = [r for r in records if r['tag'] == tag]
        if any(len(r['gt']) for r in chosen):
            out[tag] = summary(chosen, threshold)
        else:
            out[tag] = {'phrases': len(chosen), 'present': 0, **at_threshold(chosen, threshold)}
    return out


def reliability(records, bins=10):
    """How often a box of a score is right (IoU >= .5, each true box once): [(mean score, fraction right, boxes)] of equal bins of the
    score, those without a box left out. Calibrated scores lie on the diagonal."""
    scores, hit = _ranking(records)
    index = np.minimum((scores * bins).astype(int), bins - 1)
    chosen = [index == b for b in range(bins)]
    return [(float(scores[c].mean()), float(hit[0][c].mean()), int(c.sum())) for c in chosen if c.any()]
