"""The model card of an export: its measured numbers, its learning curves and its failures.

    /usr/bin/python3 -m glip.card --weights runs/a/best.pt --measured measured.json --varied varied.json \
        --scenes val/scenes.jsonl --photographs photographs.json --evaluation runs/a/evaluation.json --curve runs/a/curve.jsonl --history '…'
`measured` and `varied` are the output of `npm run evaluate -- --json` on scenes written by `scenes.write`, `photographs` that on
photographs by `photos.write`. The card shows no photograph. It is Markdown, and
the same as a page for browsers.
"""
import argparse
import json
import os
from collections import Counter

import markdown
import numpy as np
from PIL import Image, ImageDraw, ImageFont

WEIGHTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'public', 'weights', 'glip-micro')
COLUMNS = ('recall1', 'recall5', 'ap50', 'ap', 'absent_fired', 'present_missed')
SHOWN_NAMES = 8  # phrases that a name needs for a row of its own
FIRST_TRIED = 'person', 'dog', 'cat', 'car', 'horse', 'bus', 'train', 'sheep'
FAILURE_SEED = 920_000_000

TEXT = """# glip-micro

A small GLIP for the browser: it finds the phrases of a caption in a picture, surely in a *drawn* one, and {surely} in a photograph.
It has GLIP's whole architecture (Swin, FPN, BERT, early fusion by X-MHA with DyHead layers, word-region alignment) at micro size
and was trained from scratch, on pictures that this repository renders itself and on a few thousand photographs (`training/`).

## Architecture
{parameters:.2f} M parameters, {megabytes:.1f} MB at F16, official parameter names and semantics, the deformable
convolution's mismatched offset reading included. Pictures are read at {image[minSize]} pixels on the shorter side, at most {image[maxSize]} on the longer.

| part | size |
|---|---|
| Swin | embed {swin[embedDim]}, depths {swin[depths]}, heads {swin[numHeads]}, window {swin[windowSize]} |
| FPN, head | {channels} channels, P3 to P7, anchors of 8 strides |
| BERT | {bert[numLayers]} layers, {bert[hiddenSize]} wide, {bert[numHeads]} heads, {bert[vocabSize]} word pieces, {tokens} tokens |
| fusion | {head[numLayers]} layers of X-MHA ({head[fusionDim]} wide, {head[fusionHeads]} heads), BERT layer, DyConv |

## Data
Scenes of {objects} emoji objects, 26 letters, 10 digits and {shapes} shapes in 12 colours and 4 fills on many backgrounds, with
captions, questions and list prompts: attributes, plurals, counts, categories, superlatives, relations, and phrases for what is
not in the picture. About 15 % of the colour and noun pairs ("heldout" below) and 5 % of the relations between two nouns are never
shown or named in training.

Photographs: {photographs} general ones and about 2,400 close-ups, of which {test_photographs} others were kept for the table below. None is in the
repository.

| source | pictures for training | licence as stated |
|---|---|---|
| COCO 2017 (most of them of its validation split, so that figures here are no "COCO val2017" results), 80 classes, captions | 2,073 | annotations CC BY 4.0; pictures under Flickr's terms |
| Pascal VOC 2007 and 2012, 20 classes | 3,147 | pictures under Flickr's terms, for research |
| furniture in living rooms, 6 classes | 342 | CC BY 4.0 |
| fruit on the desks of one room | 194 | CC BY 4.0 |
| Freiburg groceries, 25 classes, taken seldom | 1,396 | a public research set without a stated licence |
| playing cards on tables | 290 | Apache 2.0 |
| raccoons | 167 | MIT |

## Training
{history}
Three of four samples are photographs: crops, mosaics, mirrored, in other light; prompts of names, present ones and such as
their source says are absent, and captions. At first pictures of 168 to 288 px, at last mostly of 320 px, as the page reads them. ATSS assignment, token focal loss, GIoU, centerness, and auxiliary losses whose
heads are dropped on export: a word softmax, readings of place from features and words, and of which words about place are said of a
noun, of what, and what part of the picture they single out; and a loss
about whole phrases, by their best right and wrong locations. The weights are an exponential moving average. `training/README.md` has the commands.

![Validation over the last run, against training samples: Recall@1 and AP of scenes, Recall@1 and AP50 of photographs](curves.svg)

## Measured on photographs
By `npm run evaluate` (wasm, the product's own code) on the {photo_images} general photographs of the test split (COCO, VOC), prompts of all
present names and of as many absent ones, default threshold {threshold}. "fired": absent names with a box at the threshold. "missed": present
ones without a right box there. A name's AP counts false boxes in pictures without it.

| names | n | Recall@1 | Recall@5 | AP50 | AP | fired | missed |
|---|---|---|---|---|---|---|---|
{photo_rows}

Mean AP50 of the {frequent} names with 100 or more boxes in training: {frequent_ap50:.3f}. Recall@1 of the eight that people try first (person, dog, cat,
car, horse, bus, train, sheep), of all their phrases: {first_tried:.3f}.

## How sure a score is
The fraction of boxes that are right (IoU 0.5) over their score; the vertical line is the default threshold. Above the dashed diagonal a box
is right more often than its score says.

![Reliability of scores in scenes and photographs](reliability.svg)

## Measured on scenes
By `npm run evaluate` (wasm, the product's own code) on {images} scenes with unseen seeds, written by `scenes.write`;
phrases as classes, default threshold {threshold}. "fired": absent phrases with a box at the threshold. "missed": present phrases
without a right box there. A tag's AP sees only its own phrases.

| phrases | n | Recall@1 | Recall@5 | AP50 | AP | fired | missed |
|---|---|---|---|---|---|---|---|
{rows}
{varied_row}

Median time of one run, picture and prompt new: {milliseconds:.0f} ms (wasm in Node, two cores).

## Where it fails
Phrases whose best box is wrong, among {failure_scenes} scenes in a row: red what it shows, green what is meant.

![Failures: pictures with wrong and right boxes](failures.jpg)

## Limits
- In photographs it knows the {classes} names of `training/photos/` and their synonyms, **and finds many of them not or not rightly**: see the table.
  What is small, rare, partly hidden or one of many is mostly missed. For photographs there is GLIP-T.
- In drawings it knows the words of its lexicon (`training/scenes/vocabulary.json`). Other words mean little to it.
{relations}
- Small, crowded or strongly overlapping things are missed more often.
- Scores are relative. One default threshold serves both worlds: it balances false boxes against missed ones on our scenes, and
  lets no larger share of absent names fire in photographs.

## Licence
The weights carry the repository's licence. The glyphs in the training pictures are Google's Noto Color Emoji,
SIL Open Font License 1.1.
"""

RELATIONS = """- Relations ("left of the dog") and superlatives, where the noun alone does not decide, are right in {:.0%} and {:.0%} of the cases
  only."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What glip-micro knows</title>
<link rel="stylesheet" href="card.css">
<main>
{}
</main>
</html>
"""


def photo_rows(measured, lines, boxes):
    """Rows of the table of photographs, most common names first, and what the text beside it says. lines: of the grounding file that
    was measured; boxes: {name: how many in training}."""
    every, present = Counter(), Counter()
    for line in lines:
        for p in line['phrases']:
            every[p['tag']] += 1
            present[p['tag']] += bool(p['boxes'])
    tags = measured['by_tag']
    shown = [name for name, count in present.most_common() if count >= SHOWN_NAMES]
    rows = [row('**all**', measured['metrics'], measured['phrases'])] + [row(name, tags[name], every[name]) for name in shown]
    frequent = [name for name in present if boxes.get(name, 0) >= 100 and present[name]]
    first = sum(present[n] for n in FIRST_TRIED)
    return {'photo_rows': '\n'.join(rows), 'photo_images': measured['images'], 'frequent': len(frequent),
            'frequent_ap50': float(np.mean([tags[n]['ap50'] for n in frequent])),
            'first_tried': sum(tags[n]['recall1'] * present[n] for n in FIRST_TRIED) / first, 'test_photographs': len(lines)}


def row(name, metrics, phrases):
    def number(key):
        value = metrics.get(key)
        return '–' if value is None else f'{value:.3f}'

    return f'| {name} | {phrases} | ' + ' | '.join(number(k) for k in COLUMNS) + ' |'


def curves(points, path):
    """Recall@1 and AP of scenes, Recall@1 and AP50 of photographs over the samples of a run, as SVG."""
    width, height, left, bottom, right = 640, 320, 48, 36, 120
    last = max(p['samples'] for p in points)

    def place(p, key):
        return f'{left + (width - left - right) * p["samples"] / last:.1f},{(height - bottom) * (1 - p[key]) + 10 * p[key]:.1f}'

    lines = []
    for value in (0, 0.2, 0.4, 0.6, 0.8, 1):
        y = (height - bottom) * (1 - value) + 10 * value
        lines.append(f'<path d="M{left} {y:.1f}H{width - right}" stroke="#ddd"/><text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    lines_of = (('recall_at_1', 'scenes R@1', '#0b6e4f'), ('ap', 'scenes AP', '#1f5fbf'), ('photo_recall_at_1', 'photos R@1', '#b3441e'),
                ('photo_ap50', 'photos AP50', '#8a5a00'))
    free = height  # labels stand at the ends of their lines, from the lowest upwards, none on another
    for key, name, colour in sorted(lines_of, key=lambda line: points[-1][line[0]]):
        way = ' '.join(place(p, key) for p in points)
        x, y = map(float, place(points[-1], key).split(','))
        free = min(y + 4, free - 14)
        lines.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<text x="{x + 6}" y="{free:.1f}" fill="{colour}">{name} {points[-1][key]:.2f}</text>')
    for share in (0, 0.5, 1):
        lines.append(f'<text x="{left + (width - left - right) * share:.1f}" y="{height - 12}" text-anchor="middle">{last * share / 1000:.0f} k samples</text>')
    with open(path, 'w') as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
                f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(lines)}</svg>\n')


def reliability_plot(curves, threshold, path):
    """The fraction of boxes that are right over their score, of scenes and photographs, as SVG. curves: {world: [(score, right, boxes)]}."""
    side, left, bottom = 260, 40, 34

    def point(x, y):
        return f'{left + side * x:.1f},{10 + side * (1 - y):.1f}'

    lines = [f'<rect x="{left}" y="10" width="{side}" height="{side}" fill="none" stroke="#ddd"/>',
             f'<path d="M{point(0, 0)}L{point(1, 1)}" stroke="#bbb" stroke-dasharray="4 3"/>',
             f'<path d="M{point(threshold, 0)}L{point(threshold, 1)}" stroke="#888"/>']
    for value in (0, 0.5, 1):
        lines.append(f'<text x="{left - 6}" y="{14 + side * (1 - value):.1f}" text-anchor="end">{value}</text>'
                     f'<text x="{left + side * value:.1f}" y="{26 + side}" text-anchor="middle">{value}</text>')
    for row, (name, colour) in enumerate((('scenes', '#0b6e4f'), ('photographs', '#b3441e'))):
        way = ' '.join(point(score, right) for score, right, _ in curves[name])
        lines.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<text x="{left + 8}" y="{28 + 16 * row}" fill="{colour}">{name}</text>')
    lines.append(f'<text x="{left + side / 2}" y="{side + 42}" text-anchor="middle">score</text>')
    with open(path, 'w') as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + side + 20} {side + bottom + 16}" font-family="sans-serif" '
                f'font-size="12"><rect width="{left + side + 20}" height="{side + bottom + 16}" fill="#fff"/>{"".join(lines)}</svg>\n')


def failures(model, path, wanted=8):
    """A picture of the first wrong phrases of scenes in a row -> how many scenes that took."""
    from scenes import make_sample

    from .measure import ground
    from .metrics import any_iou

    side, label, shown, seed = 280, 34, [], FAILURE_SEED
    font = ImageFont.truetype('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 12)
    while len(shown) < wanted:
        sample = make_sample(seed, (side, side), 'val')
        seed += 1
        caption = sample.captions[0]
        for phrase, record in zip(caption.phrases, ground(model, sample, [{}])[0]):
            if not len(record['gt']) or not len(record['boxes']) or any_iou(record, 1):
                continue
            tile = Image.new('RGB', (side, side + label), 'white')
            tile.paste(Image.fromarray(sample.image), (0, label))
            draw = ImageDraw.Draw(tile)
            around = caption.text[max(0, phrase.start - 6):phrase.end + 28].replace('\n', ' ')
            draw.text((4, 2), f'“{caption.text[phrase.start:phrase.end]}” ({phrase.tag})', fill='black', font=font)
            draw.text((4, 17), f'…{around}…', fill='#666666', font=font)
            for boxes, colour in ((record['gt'], '#0a8a3a'), (record['boxes'][:1], '#d01818')):
                for x0, y0, x1, y1 in np.asarray(boxes):
                    draw.rectangle((x0, y0 + label, x1, y1 + label), outline=colour, width=2)
            shown.append(tile)
            break
    sheet = Image.new('RGB', (4 * side, wanted // 4 * (side + label)), 'white')
    for index, tile in enumerate(shown):
        sheet.paste(tile, (index % 4 * side, index // 4 * (side + label)))
    sheet.save(path, quality=80, optimize=True)
    return seed - FAILURE_SEED


def write(text):
    """card.md, and card.html with its stylesheet beside it: the page's security policy allows no inline style."""
    body = markdown.markdown(text, extensions=['tables'])
    for name, content in (('card.md', text), ('card.html', PAGE.format(body))):
        with open(os.path.join(WEIGHTS, name), 'w', encoding='utf8') as f:
            f.write(content)


def read(path):
    with open(path, encoding='utf8') as f:
        return json.load(f)


def main():
    from evaluate import load
    from photos import GENERAL, read_all
    from scenes.lexicon import GLYPH_NOUNS, SHAPES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--weights', required=True, help='the checkpoint that was exported')
    parser.add_argument('--measured', required=True, help='npm run evaluate -- --json on the standard scenes')
    parser.add_argument('--scenes', required=True, help='scenes.jsonl that was measured')
    parser.add_argument('--varied', required=True, help='the same on scenes of 160 to 1600 px')
    parser.add_argument('--photographs', required=True, help='npm run evaluate -- --json on photographs')
    parser.add_argument('--photo-lines', required=True, help='the grounding file that was measured there')
    parser.add_argument('--photos', nargs='+', required=True, help='folders of the photographs, for the numbers of boxes in training')
    parser.add_argument('--evaluation', required=True, help='evaluation.json of evaluate.py, for the reliability of scores')
    parser.add_argument('--curve', required=True, help='curve.jsonl of the run')
    parser.add_argument('--history', required=True, help='a sentence on how long was trained, and from what')
    args = parser.parse_args()
    config, measured, varied = read(os.path.join(WEIGHTS, 'config.json')), read(args.measured), read(args.varied)
    model, _, _ = load(args.weights)
    with open(args.curve) as f:
        curves([json.loads(line) for line in f], os.path.join(WEIGHTS, 'curves.svg'))
    reliability_plot(read(args.evaluation)['reliability'], config['postprocess']['defaultThreshold'], os.path.join(WEIGHTS, 'reliability.svg'))
    scenes = failures(model, os.path.join(WEIGHTS, 'failures.jpg'))
    parameters = sum(p.numel() for p in model.parameters())
    with open(args.scenes, encoding='utf8') as f:
        counts = Counter(p['tag'] for line in f for p in json.loads(line)['phrases'])
    rows = [row('**all**', measured['metrics'], measured['phrases'])]
    rows += [row(tag, metrics, counts[tag]) for tag, metrics in sorted(measured['by_tag'].items())]
    with open(args.photo_lines, encoding='utf8') as f:
        lines = [json.loads(line) for line in f]
    train = read_all(args.photos, 'train')
    boxes = Counter(name for p in train for name, _ in p.boxes)
    found = photo_rows(read(args.photographs), lines, boxes)
    general = sum(p.source.startswith(GENERAL) for p in train)
    recall = read(args.photographs)['metrics']['recall1']
    surely = 'mostly' if recall >= 0.6 else 'often' if recall >= 0.4 else 'now and then'
    decided = (measured['by_tag'][tag]['recall1'] for tag in ('relation', 'superlative'))
    write(TEXT.format(
        parameters=parameters / 1e6, megabytes=2 * parameters / 1e6, swin=config['swin'], bert=config['bert'],
        head=config['head'], image=config['image'], channels=config['fpn']['channels'],
        tokens=config['text']['maxTokens'], objects=len(GLYPH_NOUNS), shapes=len(SHAPES), history=args.history,
        images=measured['images'], threshold=config['postprocess']['defaultThreshold'], rows='\n'.join(rows),
        varied_row=row('all, 160 to 1600 px, aspect to 3:1', varied['metrics'], varied['phrases']),
        surely=surely, photographs=f'{general:,}', classes=len(boxes), **found, milliseconds=measured['timing']['median_ms'], failure_scenes=scenes, relations=RELATIONS.format(*decided)))


if __name__ == '__main__':
    main()
