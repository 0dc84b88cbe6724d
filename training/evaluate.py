"""Measure a checkpoint on scenes with unseen seeds and on test photographs, read as the page reads pictures, and choose how scores
are formed.

    /usr/bin/python3 evaluate.py --weights runs/a/ema.pt --photos ../../shared/photos
The score rule and the default threshold, one for drawn and photographed things, are chosen on other scenes and photographs than those
that are reported.
"""
import argparse
import json
import os

os.environ.setdefault('OMP_NUM_THREADS', '1')

import torch  # noqa: E402

from glip.measure import as_read, measure  # noqa: E402
from glip.metrics import average_precision, balanced_threshold, best_threshold, by_tag, mean_average_precision, recall_at, reliability, summary  # noqa: E402
from glip.model import Glip  # noqa: E402
from photos import GENERAL, VALIDATION, Album, evenly, read_all, test_sample  # noqa: E402
from scenes.write import validation_sample  # noqa: E402

CACHE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'runs', 'photos-cache')
CLEARLY = 0.01  # by which another rule must be better than the first to be taken: less is chance
CHOICE_SEED, TEST_SEED = 800_000_000, 900_000_000  # training counts up from 0
# Without centerness: it ranks next to equally well here, and a lesson of the page learns alignments only, so that with it teaching
# can make a word worse that was guessed well.
RULES = [{'scoreAggregation': a, 'useCenterness': False} for a in ('power', 'mean')]


def load(path):
    """-> (model with the averaged weights, its config, the checkpoint's notes)."""
    state = torch.load(path, map_location='cpu')
    model = Glip(state['config'])
    model.load_state_dict(state['ema'])
    return model.eval(), state['config'], {k: v for k, v in state.items() if k not in ('ema', 'config')}


def samples(first, count, config):
    return (as_read(validation_sample(seed, 'standard'), config) for seed in range(first, first + count))


def photographs(folders):
    """General photographs of the test split -> (album to choose by: what training looks at, album to report on: all others)."""
    general = [p for p in read_all(folders, 'test') if p.source.startswith(GENERAL)]
    chosen = evenly(general, VALIDATION)
    keys = {p.key for p in chosen}
    return tuple(Album(photos, CACHE) for photos in (chosen, [p for p in general if p.key not in keys]))


def photograph_samples(album, config, count=None):
    return (as_read(test_sample(album, i), config) for i in range(min(count or len(album), len(album))))


def choose(model, count, album=None):
    """-> (best rules, default threshold, the table of all rules). Ranking counts, and how well one threshold can part right from wrong,
    in scenes and in the album's photographs alike."""
    table = []
    seen = [measure(model, samples(CHOICE_SEED, count, model.config), RULES)]
    seen += [measure(model, photograph_samples(album, model.config), RULES)] if album else []
    for rules, *worlds in zip(RULES, *seen):
        rows = [{'recall_at_1': recall_at(r, 1), 'ap50': average_precision(r)[0], 'best_f1': best_threshold(r)[1]} for r in worlds]
        table.append({**rules, **rows[0], **({'photographs': rows[1]} if album else {}), 'threshold': balanced_threshold(*worlds)})

    def worth(row):
        measures = 'recall_at_1', 'ap50', 'best_f1'
        return sum(row[m] + row.get('photographs', {}).get(m, 0) for m in measures) + (CLEARLY if row is table[0] else 0)

    best = max(table, key=worth)
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
    parser.add_argument('--photos', nargs='+', help='folders of photographs (photos/readers.py)')
    parser.add_argument('--test-photos', type=int, help='how many of the test photographs to report on, all by default')
    parser.add_argument('--out', help='write the numbers as JSON')
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, _, notes = load(args.weights)
    chosen, others = photographs(args.photos) if args.photos else (None, None)
    rules, threshold, table = choose(model, args.choice, chosen)
    for row in table:
        print(row)
    records = measure(model, samples(TEST_SEED, args.scenes, model.config), [rules])[0]
    total, tags = summary(records, threshold), by_tag(records, threshold)
    print(f'{notes} rules {rules} threshold {threshold}')
    print(f'{"":16s} {"n":>5s}    R@1    R@5   AP50     AP  fired missed')
    show('all', total)
    for tag, row in tags.items():
        show(tag, row)
    curves = {'scenes': reliability(records)}
    photographed = None
    if others:
        records = measure(model, photograph_samples(others, model.config, args.test_photos), [rules])[0]
        photographed = {**summary(records, threshold), 'ap50_by_name': mean_average_precision(records), 'by_name': by_tag(records, threshold)}
        curves['photographs'] = reliability(records)
        show('photographs', photographed)
        for name, row in sorted(photographed['by_name'].items(), key=lambda item: -item[1]['present'])[:24]:
            show(name, row)
    if args.out:
        with open(args.out, 'w') as f:
            json.dump({'scenes': args.scenes, 'training': notes, 'rules': rules,
                       'threshold': threshold, 'all': total, 'by_tag': tags, 'photographs': photographed, 'choice': table, 'reliability': curves}, f, indent=1)


if __name__ == '__main__':
    main()
