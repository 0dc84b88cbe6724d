"""Writes prompts for photographs as a grounding file for `npm run evaluate -- --grounding`; the pictures stay where they are.

    /usr/bin/python3 -m photos.write --photos ../../shared/photos --out runs/photographs.jsonl
    cd .. && npm run evaluate -- --grounding training/runs/photographs.jsonl --images ../shared/photos/images/test

One line per general photograph of the test split: a list of all names that it shows, and of as many that it surely does not show,
drawn from those that its source annotates wherever they occur. The same file every time.
"""
import argparse
import json

from . import GENERAL, read_all, test_prompt


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--photos', nargs='+', required=True, help='folders, see photos/readers.py')
    parser.add_argument('--out', required=True)
    parser.add_argument('--split', default='test')
    parser.add_argument('--sources', nargs='+', default=GENERAL, help='beginnings of the names of sources')
    args = parser.parse_args()
    count = 0
    with open(args.out, 'w', encoding='utf8') as f:
        for photo in read_all(args.photos, args.split):
            if not photo.source.startswith(tuple(args.sources)):
                continue
            caption = test_prompt(photo)
            if caption.phrases:
                phrases = [{'start': p.start, 'end': p.end, 'boxes': p.boxes, 'tag': p.tag} for p in caption.phrases]
                f.write(json.dumps({'image': photo.path.rsplit('/', 1)[1], 'caption': caption.text, 'phrases': phrases}) + '\n')
                count += 1
    print(count, 'photographs')


if __name__ == '__main__':
    main()
