"""Photographs made small enough to travel: one tar file in the form of our own, of about --megabytes.

    /usr/bin/python3 -m photos.pack --photos ../../shared/photos --out .device/photos.tar --megabytes 26

All general photographs, a fifth of the close-ups and single rooms (that is how often training takes them), and the test pictures
that validation looks at. The quality follows from the room there is.
"""
import argparse
import io
import json
import tarfile

from PIL import Image

from . import GENERAL, SHARES, VALIDATION, evenly, read_all

SIDE, FEWEST = 208, 12  # pixels of the shorter side; WebP quality


def encoded(photo, side, quality):
    width, height = photo.size
    factor = min(1, side / min(width, height))
    file = io.BytesIO()
    with Image.open(photo.path) as image:
        image.convert('RGB').resize((round(width * factor), round(height * factor)), Image.LANCZOS).save(file, 'WEBP', quality=quality, method=4)
    return file.getvalue(), factor


def quality_for(photos, side, room):
    """The highest quality at which all photographs fit, from a sample of them."""
    some = photos[::max(1, len(photos) // 100)]
    for quality in range(80, FEWEST, -6):
        if sum(len(encoded(p, side, quality)[0]) for p in some) / len(some) * len(photos) < room:
            break
    return quality


def record(photo, name, factor):
    return {'image': name, 'width': round(photo.size[0] * factor), 'height': round(photo.size[1] * factor), 'source': photo.source,
            'boxes': [{'name': n, 'box': [round(v * factor, 1) for v in box]} for n, box in photo.boxes if n],
            'exhaustive': sorted(photo.exhaustive), 'captions': photo.captions}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--photos', nargs='+', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--megabytes', type=float, default=26)
    parser.add_argument('--most', type=int, help='pictures of the training split, to try it')
    args = parser.parse_args()
    train = [p for i, p in enumerate(read_all(args.photos, 'train')) if p.source not in SHARES or i % 5 == 0][:args.most]
    test = evenly([p for p in read_all(args.photos, 'test') if p.source.startswith(GENERAL)], VALIDATION)
    lists = 1e6 * 0.45 * len(train) / 1000  # the records, about
    quality = quality_for(train, SIDE, args.megabytes * 1e6 - lists)
    with tarfile.open(args.out, 'w') as tar:
        def add(name, data):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))

        for split, photos in (('train', train), ('test', test)):
            lines = []
            for index, photo in enumerate(photos):
                data, factor = encoded(photo, SIDE, quality if split == 'train' else 70)
                name = f'{index}.webp'
                add(f'images/{split}/{name}', data)
                lines.append(json.dumps(record(photo, name, factor), separators=(',', ':')))
            add(f'{split}.jsonl', ('\n'.join(lines) + '\n').encode())
    print(f'{len(train)} + {len(test)} photographs, quality {quality}')


if __name__ == '__main__':
    main()
