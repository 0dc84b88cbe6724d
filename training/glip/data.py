"""Scenes -> network input and targets."""
import io
import random
import re

import numpy as np
from PIL import Image
import torch

from scenes import Caption, Sample
from scenes.words import RELATIONS

# Phrases are given without their article, but a visitor may select it too: it is taught to mean what it introduces.
ARTICLE = re.compile(r'\b(?:(?:all|any|some|each|every|a|an|the)\s+)+$', re.IGNORECASE)


def scaled(phrase, factor):
    """The phrase in a picture that is larger by the factor."""
    def all_of(boxes):
        return [[v * factor for v in box] for box in boxes]

    kind, others = phrase.relation or (None, [])
    return phrase._replace(boxes=all_of(phrase.boxes), relation=kind and (kind, all_of(others)))


def resized(sample, size, factor):
    """The sample with its picture at `size` (width, height), which is larger by the factor."""
    picture = Image.fromarray(sample.image).resize(size, Image.BILINEAR)
    return Sample(np.asarray(picture), [Caption(c.text, [scaled(p, factor) for p in c.phrases]) for c in sample.captions])


def photograph(make, seed, size):
    """`make(seed, size)` as pictures reach the page: some were scaled down from a larger one, some were JPEG files."""
    rng = random.Random(seed + 1)
    factor = rng.choice((1.5, 2, 2.5)) if rng.random() < 0.15 else 1
    sample = make(seed, tuple(int(s * factor) for s in size))
    if factor > 1:
        sample = resized(sample, size[::-1], 1 / factor)
    if rng.random() < 0.1:
        file = io.BytesIO()
        Image.fromarray(sample.image).save(file, 'JPEG', quality=rng.randint(50, 92))
        sample.image = np.asarray(Image.open(file))
    return sample


def normalise(image, config):
    """uint8 [H, W, 3] RGB -> float32 [3, H, W]: channel order of the config, (x - mean) / std."""
    c = config['image']
    x = image[..., ::-1] if c['channelOrder'] == 'bgr' else image
    x = (x.astype(np.float32) - np.float32(c['mean'])) / np.float32(c['std'])
    return torch.from_numpy(np.ascontiguousarray(x.transpose(2, 0, 1)))


def pad(image, divisor):
    """[..., H, W] -> zeros on the right and bottom, up to a multiple of `divisor`."""
    return torch.nn.functional.pad(image, (0, -image.shape[-1] % divisor, 0, -image.shape[-2] % divisor))


def tokens_of(span, offsets):
    """Indices of the tokens that overlap the characters [start, end)."""
    return [i for i, (a, b) in enumerate(offsets) if a < span[1] and b > span[0] and b > a]


def targets_of(caption, offsets, concept_index):
    """-> boxes [G, 4] xyxy (official: x2 = edge - 1), positive_map rows [G][token], concepts {group: [G]}.

    An object that several phrases name is one box whose row covers all their tokens: as separate boxes, ATSS would
    give each location to one of them at random and teach the other phrase that nothing is there.
    """
    objects = {}
    for phrase in caption.phrases:
        article = ARTICLE.search(caption.text, 0, phrase.start)
        tokens = tokens_of((article.start() if article else phrase.start, phrase.end), offsets)
        for box in phrase.boxes:
            rows, named = objects.setdefault(tuple(round(float(v), 1) for v in box), (set(), {}))
            rows.update(tokens)
            named.update(phrase.concepts)
    boxes = torch.tensor([[x0, y0, x1 - 1, y1 - 1] for x0, y0, x1, y1 in objects], dtype=torch.float32).view(-1, 4)
    rows = [r for r, _ in objects.values()]
    groups = {g: [index.get(named.get(g), -1) for _, named in objects.values()] for g, index in concept_index.items()}
    return boxes, rows, groups


def places_of(caption, offsets, size):
    """Where the one object is that a token's phrase means, [token, 2] in -1..1 of the (height, width) of `size`; else NaN."""
    places = torch.full((len(offsets), 2), float('nan'))
    height, width = size
    for phrase in caption.phrases:
        if len(phrase.boxes) == 1:
            x0, y0, x1, y1 = phrase.boxes[0]
            place = torch.tensor([(x0 + x1) / width - 1, (y0 + y1) / height - 1])
            places[tokens_of((phrase.start, phrase.end), offsets)] = place
    return places


def relations_of(caption, offsets):
    """The phrases with words about place: [(token indices, kind, boxes [K, 4], token indices of the references)]."""
    def tokens(phrase):
        return tokens_of((phrase.start, phrase.end), offsets)

    def references(phrase):
        kind, boxes = phrase.relation
        return [p for p in caption.phrases
                if kind in RELATIONS and p.start > phrase.start and p.boxes and all(b in boxes for b in p.boxes)]

    return [(tokens(p), p.relation[0], torch.tensor(p.relation[1]).view(-1, 4), [t for r in references(p) for t in tokens(r)])
            for p in caption.phrases if p.relation]


def collate(pairs, encode, config, concept_index):
    """[(uint8 image, caption)] of one image size -> image [N, 3, H, W], ids, mask [N, L], targets, concepts, places [N, L, 2],
    relations and token indices of the phrases per image; and the tokens about which something is taught [N, L]: all, but in a caption
    whose words may mean things without boxes (`unsure`) those of its phrases only."""
    encoded = [encode(caption.text) for _, caption in pairs]
    length = max(len(ids) for ids, _ in encoded)
    ids = torch.zeros(len(pairs), length, dtype=torch.int64)
    mask = torch.zeros(len(pairs), length)
    images = pad(torch.stack([normalise(image, config) for image, _ in pairs]), config['image']['sizeDivisor'])
    places = torch.full((len(pairs), length, 2), float('nan'))
    taught = torch.zeros(len(pairs), length)
    targets, concepts, relations, phrases = [], [], [], []
    for i, ((_, caption), (tokens, offsets)) in enumerate(zip(pairs, encoded)):
        ids[i, :len(tokens)] = torch.tensor(tokens)
        mask[i, :len(tokens)] = 1
        places[i, :len(tokens)] = places_of(caption, offsets, images.shape[2:])
        boxes, rows, groups = targets_of(caption, offsets, concept_index)
        positive_map = torch.zeros(len(boxes), length)
        for row, indices in zip(positive_map, rows):
            row[list(indices)] = 1
        targets.append((boxes, positive_map))
        concepts.append(groups)
        relations.append(relations_of(caption, offsets))
        phrases.append([tokens_of((p.start, p.end), offsets) for p in caption.phrases])
        taught[i, :len(tokens)] = 1
        for span in getattr(caption, 'unsure', ()):
            taught[i, tokens_of(span, offsets)] = 0
        taught[i, [t for tokens in phrases[-1] for t in tokens]] = 1
    return images, ids, mask, targets, concepts, places, relations, phrases, taught
