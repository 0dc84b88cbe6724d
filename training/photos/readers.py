"""Reads folders of annotated photographs as they are published: COCO, Pascal VOC, Flickr30k Entities, and the form of our own.

`read(folder, split)` tells them apart by their files. Names are canonical (names.CANONICAL), pictures are scaled down to what training
needs (`fitted`), boxes with them.

| form | files |
|---|---|
| ours | train.jsonl, test.jsonl, images/<split>/ (README.md) |
| COCO | annotations/instances_<split>2017.json, captions_<split>2017.json where there is one, <split>2017/ |
| VOC | Annotations/, JPEGImages/, ImageSets/Main/<split>.txt: a folder such as VOC2012; VOCdevkit holds several |
| Flickr30k Entities | Annotations/, Sentences/, <split>.txt, flickr30k-images/ or images/ |

COCO and VOC call the test split "val" and "test": both are found under either name.
"""
import json
import os
import re
import xml.etree.ElementTree as xml
from dataclasses import replace

from .album import Photograph
from .names import CANONICAL

SHORTER, LONGER = 256, 416  # pixels of a stored picture's sides, at most
OTHER_NAMES = {'train': ('train',), 'test': ('test', 'val')}  # of a split


def canonical(name):
    name = name.lower().replace('_', ' ')
    return CANONICAL.get(name, name)


def fitted(photo):
    """The photograph at the size at which it is stored for training."""
    width, height = photo.size
    factor = min(1, SHORTER / min(width, height), LONGER / max(width, height))
    if factor == 1:
        return photo
    return replace(photo, size=(round(width * factor), round(height * factor)),
                   boxes=[(name, tuple(v * factor for v in box)) for name, box in photo.boxes])


def read_own(folder, split):
    """<split>.jsonl beside images/<split>/."""
    known, photos = {}, []
    with open(os.path.join(folder, f'{split}.jsonl'), encoding='utf8') as f:
        for line in f:
            record = json.loads(line)
            exhaustive = frozenset(record.get('exhaustive', ()))
            photos.append(Photograph(
                os.path.join(folder, 'images', split, record['image']), (record['width'], record['height']), record.get('source', ''),
                [(b['name'], tuple(b['box'])) for b in record['boxes']], known.setdefault(exhaustive, exhaustive),
                record.get('captions', []), [], record['image']))
    return photos


def read_coco(folder, split):
    """Crowds are no boxes; what a crowd shows is not said to be absent, nor complete."""
    def load(kind):
        for name in OTHER_NAMES[split]:
            path = os.path.join(folder, 'annotations', f'{kind}_{name}2017.json')
            if os.path.exists(path):
                with open(path, encoding='utf8') as f:
                    return json.load(f), name
        return None, None

    data, name = load('instances')
    names = {c['id']: canonical(c['name']) for c in data['categories']}
    every, boxes, crowds, captions = frozenset(names.values()), {}, {}, {}
    for a in data['annotations']:
        if a.get('iscrowd'):
            crowds.setdefault(a['image_id'], set()).add(names[a['category_id']])
        else:
            x, y, w, h = a['bbox']
            boxes.setdefault(a['image_id'], []).append((names[a['category_id']], (x, y, x + w, y + h)))
    for a in (load('captions')[0] or {}).get('annotations', ()):
        captions.setdefault(a['image_id'], []).append(a['caption'].strip())
    return [Photograph(os.path.join(folder, f'{name}2017', i['file_name']), (i['width'], i['height']), f'coco-{name}2017',
                       [b for b in boxes.get(i['id'], []) if b[0] not in crowds.get(i['id'], ())],
                       every - crowds[i['id']] if i['id'] in crowds else every, captions.get(i['id'], []), [], i['file_name'])
            for i in data['images']]


VOC_NAMES = frozenset(canonical(n) for n in (
    'aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train '
    'tvmonitor').split())


def numbers(element, names):
    return [float(element.find(name).text) for name in names.split()]


def read_voc(folder, split):
    """Difficult objects are no boxes, and make their name uncertain."""
    list_of = next(p for n in OTHER_NAMES[split] if os.path.exists(p := os.path.join(folder, 'ImageSets', 'Main', f'{n}.txt')))
    photos = []
    with open(list_of, encoding='utf8') as f:
        keys = f.read().split()
    for key in keys:
        root = xml.parse(os.path.join(folder, 'Annotations', f'{key}.xml')).getroot()
        boxes, doubtful = [], set()
        for thing in root.findall('object'):
            name = canonical(thing.find('name').text)
            x0, y0, x1, y1 = numbers(thing.find('bndbox'), 'xmin ymin xmax ymax')
            if (thing.findtext('difficult') or '0') == '1':
                doubtful.add(name)
            else:
                boxes.append((name, (x0 - 1, y0 - 1, x1, y1)))  # VOC counts pixels from 1, both ends included
        width, height = numbers(root.find('size'), 'width height')
        photos.append(Photograph(os.path.join(folder, 'JPEGImages', root.findtext('filename') or f'{key}.jpg'), (int(width), int(height)), 'voc',
                                 boxes, VOC_NAMES - doubtful, [], [], key))
    return photos


_MARKED = re.compile(r'\[/EN#(\d+)/\S+ ([^\]]*)\]')
_ARTICLE = re.compile(r'(?:a|an|the|some|his|her|their|its)\s+', re.IGNORECASE)


def entities(sentence):
    """A sentence of Flickr30k Entities -> (caption, [(start, end, entity)]), without articles."""
    text, spans, at = '', [], 0
    for mark in _MARKED.finditer(sentence):
        text += sentence[at:mark.start()]
        article = _ARTICLE.match(mark[2])
        start = len(text) + (article.end() if article else 0)
        text += mark[2]
        if start < len(text):
            spans.append((start, len(text), mark[1]))
        at = mark.end()
    return text + sentence[at:], spans


def read_flickr(folder, split):
    """Boxes have no class names: what they are is said by the captions alone."""
    photos = []
    pictures = next(p for n in ('flickr30k-images', 'images') if os.path.isdir(p := os.path.join(folder, n)))
    with open(next(p for n in OTHER_NAMES[split] if os.path.exists(p := os.path.join(folder, f'{n}.txt'))), encoding='utf8') as f:
        keys = f.read().split()
    for key in keys:
        root = xml.parse(os.path.join(folder, 'Annotations', f'{key}.xml')).getroot()
        boxes, of_entity = [], {}
        for thing in root.findall('object'):
            frame = thing.find('bndbox')
            if frame is not None:
                for name in thing.findall('name'):
                    of_entity.setdefault(name.text, []).append(len(boxes))
                boxes.append((None, tuple(numbers(frame, 'xmin ymin xmax ymax'))))
        captions, phrases = [], []
        with open(os.path.join(folder, 'Sentences', f'{key}.txt'), encoding='utf8') as f:
            for line in f:
                caption, spans = entities(line.strip())
                phrases += [(len(captions), start, end, of_entity[e]) for start, end, e in spans if e in of_entity]
                captions.append(caption)
        width, height = numbers(root.find('size'), 'width height')
        photos.append(Photograph(os.path.join(pictures, f'{key}.jpg'), (int(width), int(height)), 'flickr30k', boxes, frozenset(),
                                 captions, phrases, key))
    return photos


def read(folder, split):
    """The photographs of one folder of any form. split: 'train' or 'test'."""
    def has(*path):
        return os.path.exists(os.path.join(folder, *path))

    if has(f'{split}.jsonl'):
        photos = read_own(folder, split)
    elif has('annotations'):
        photos = read_coco(folder, split)
    elif has('JPEGImages'):
        photos = read_voc(folder, split)
    elif has('Sentences'):
        photos = read_flickr(folder, split)
    elif parts := sorted(n for n in os.listdir(folder) if has(n, 'JPEGImages')):  # VOCdevkit
        photos = [p for n in parts for p in read_voc(os.path.join(folder, n), split)]
    else:
        raise SystemExit(f'{folder} is no folder of photographs in a form that photos/readers.py knows')
    return [fitted(p) for p in photos]


def with_phrases(photos, file):
    """The photographs with what pseudo_labels.py found in them."""
    with open(file, encoding='utf8') as f:
        found = {line['image']: line['phrases'] for line in map(json.loads, f)}
    return [replace(p, boxes=p.boxes + [(None, tuple(box)) for phrase in found[p.key] for box in phrase['boxes']],
                    phrases=p.phrases + list(_numbered(found[p.key], len(p.boxes)))) if p.key in found else p for p in photos]


def _numbered(phrases, first):
    for phrase in phrases:
        count = len(phrase['boxes'])
        yield phrase['caption'], phrase['start'], phrase['end'], list(range(first, first + count))
        first += count


def read_all(folders, split):
    """The photographs of several folders, those without the split left out."""
    photos = []
    for folder in folders:
        try:
            photos += read(folder, split)
        except (StopIteration, FileNotFoundError):
            if split == 'train':
                raise
    return photos
