"""Writes the names that a model trained on the photographs may be said to know, beside its weights, for the page to list.

    /usr/bin/python3 -m photos.known --photos ../../shared/photos --out ../public/weights/glip-micro-photos/names.json
"""
import argparse
import json
from collections import Counter
from pathlib import Path

# Close-ups of packages, cards and one classroom say little about a name in an ordinary photograph.
GENERAL = ('coco', 'voc', 'furniture', 'raccoon')


def known_names(lines, least):
    """Names with at least so many training boxes in photographs of general scenes, the commonest first. `lines`: of train.jsonl."""
    boxes = Counter()
    for line in lines:
        picture = json.loads(line)
        if picture['source'].startswith(GENERAL):
            boxes.update(box['name'] for box in picture['boxes'])
    return [name for name, count in boxes.most_common() if count >= least]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--photos', type=Path, required=True, help='folder with train.jsonl')
    parser.add_argument('--least', type=int, default=50, help='training boxes')
    parser.add_argument('--out', type=Path, required=True)
    args = parser.parse_args()
    with open(args.photos / 'train.jsonl', encoding='utf8') as lines:
        names = known_names(lines, args.least)
    args.out.write_text(json.dumps({'photographs': names}, indent=2) + '\n', encoding='utf8')
    print(len(names))


if __name__ == '__main__':
    main()
