"""Measure a checkpoint on scenes with unseen seeds, and choose how scores are formed.

    /usr/bin/python3 evaluate.py --weights runs/a/ema.pt
The score rule and the default threshold are chosen on other scenes than those that are reported.
"""
import argparse
import json
import os

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np  # noqa: E402
import torch  # noqa: E402

from glip.anchors import make_anchors  # noqa: E402
from glip.data import normalise, pad, tokens_of  # noqa: E402
from glip.metrics import average_precision, best_threshold, by_tag, prepare, recall_at, summary  # noqa: E402
from glip.model import Glip  # noqa: E402
from glip.postprocess import detect  # noqa: E402
from scenes import make_sample, tokenizer  # noqa: E402

CHOICE_SEED, TEST_SEED = 800_000_000, 900_000_000  # training counts up from 0
RULES = [{'scoreAggregation': a, 'useCenterness': c} for a in ('power', 'mean') for c in (False, True)]


def load(path):
    """-> (model with the averaged weights, its config, the checkpoint's notes)."""
    state = torch.load(path, map_location='cpu')
    model = Glip(state['config'])
    model.load_state_dict(state['ema'])
    return model.eval(), state['config'], {k: v for k, v in state.items() if k not in ('ema', 'config')}


@torch.no_grad()
def ground(model, sample, rules_list):
    """-> for every rule a list of records (glip/metrics.py), one per phrase of the sample's first caption."""
    config, caption = model.config, sample.captions[0]
    ids, offsets = tokenizer().encode(caption.text)
    image = pad(normalise(sample.image, config), config['image']['sizeDivisor'])[None]
    out = model(image, torch.tensor([ids]), torch.ones(1, len(ids)))
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


def run(model, first, count, size, rules_list, density=None):
    collected = [[] for _ in rules_list]
    for seed in range(first, first + count):
        for records, new in zip(collected, ground(model, make_sample(seed, size, 'val', density), rules_list)):
            records.extend(new)
    for records in collected:
        prepare(records)
    return collected


def choose(model, count, size):
    """-> (best rules, default threshold, the table of all rules). Ranking counts, and what stands at the threshold."""
    table = []
    for rules, records in zip(RULES, run(model, CHOICE_SEED, count, size, RULES)):
        threshold, f1 = best_threshold(records)
        table.append({**rules, 'recall_at_1': recall_at(records, 1), 'ap50': average_precision(records)[0],
                      'best_f1': f1, 'threshold': round(threshold, 2)})
    best = max(table, key=lambda row: row['recall_at_1'] + row['ap50'] + row['best_f1'])
    return {k: best[k] for k in RULES[0]}, best['threshold'], table


def show(name, row):
    def text(v):
        return '   - ' if v is None or v != v else f'{v:.3f}'

    columns = ('recall_at_1', 'recall_at_5', 'ap50', 'ap', 'absent_fired', 'present_missed')
    print(f'{name:16s} {row["phrases"]:5d} ' + ' '.join(f'{text(row.get(c)):>6s}' for c in columns), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--weights', required=True, help='ema.pt of a run')
    parser.add_argument('--scenes', type=int, default=400)
    parser.add_argument('--choice', type=int, default=200, help='scenes for choosing rule and threshold')
    parser.add_argument('--size', type=int, default=224)
    parser.add_argument('--out', help='write the numbers as JSON')
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, _, notes = load(args.weights)
    rules, threshold, table = choose(model, args.choice, args.size)
    for row in table:
        print(row)
    records = run(model, TEST_SEED, args.scenes, args.size, [rules])[0]
    total, tags = summary(records, threshold), by_tag(records, threshold)
    print(f'{notes} rules {rules} threshold {threshold}')
    print(f'{"":16s} {"n":>5s}    R@1    R@5   AP50     AP  fired missed')
    show('all', total)
    for tag, row in tags.items():
        show(tag, row)
    if args.out:
        with open(args.out, 'w') as f:
            json.dump({'scenes': args.scenes, 'size': args.size, 'training': notes, 'rules': rules,
                       'threshold': threshold, 'all': total, 'by_tag': tags, 'choice': table}, f, indent=1)


if __name__ == '__main__':
    main()
