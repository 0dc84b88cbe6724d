"""What the things in photographs are called: canonical names, other names for them, categories, and names that may mean the same."""
import json
from functools import lru_cache
from pathlib import Path

from scenes.lexicon import CONCEPTS, NAMES, plural

# Names of the public data sets, where they differ from ours.
CANONICAL = {
    'aeroplane': 'airplane', 'diningtable': 'dining table', 'motorbike': 'motorcycle', 'pottedplant': 'potted plant', 'sofa': 'couch',
    'tvmonitor': 'television', 'tv': 'television', 'tie': 'necktie', 'mouse': 'computer mouse', 'remote': 'remote control',
    'keyboard': 'computer keyboard', 'hair drier': 'hair dryer',
}

# Photographed things and drawn things that are one concept to the auxiliary word softmax though their names differ.
CONCEPT = {'necktie': 'tie', 'cell phone': 'phone'}

CATEGORIES = {
    'animal': 'bird/cat/dog/horse/sheep/cow/elephant/bear/zebra/giraffe/kangaroo/raccoon',
    'vehicle': 'bicycle/car/motorcycle/airplane/bus/train/truck/boat',
    'furniture': 'bench/chair/couch/bed/dining table/table/coffee table/bookcase/nightstand/cabinet',
    'fruit': 'banana/apple/orange/lime/peach/pear',
    'food': 'banana/apple/orange/lime/peach/pear/sandwich/broccoli/carrot/hot dog/pizza/donut/cake',
    'electronic device': 'television/laptop/computer mouse/remote control/computer keyboard/cell phone',
    'sports equipment': 'frisbee/skis/snowboard/sports ball/baseball bat/baseball glove/skateboard/surfboard/tennis racket',
    'bag': 'backpack/handbag/suitcase',
    'dishes': 'wine glass/cup/bowl',
    'cutlery': 'fork/knife/spoon',
}
CATEGORIES = {name: frozenset(members.split('/')) for name, members in CATEGORIES.items()}
MASS = {'furniture', 'fruit', 'food', 'sports equipment', 'dishes', 'cutlery'}  # categories without a plural
# Where all classes of COCO, or of VOC, are annotated, nothing else of these categories is left out as a rule.
SURE = {'animal': {'cat', 'dog', 'horse', 'sheep', 'cow', 'bird'}, 'vehicle': {'bicycle', 'car', 'motorcycle', 'bus', 'train', 'boat', 'airplane'},
        'fruit': {'banana', 'apple', 'orange'}, 'sports equipment': {'frisbee', 'skis', 'sports ball', 'tennis racket'}}

# Neither is called absent where the other is present.
ALIKE = {}
for _group in ('dining table/table/coffee table/nightstand', 'bear/teddy bear', 'cup/wine glass/bowl', 'car/truck/bus', 'bicycle/motorcycle',
               'handbag/backpack/suitcase', 'chair/couch/bench', 'skis/snowboard', 'skateboard/surfboard/snowboard', 'orange/apple/peach',
               'bottle/vinegar bottle/oil bottle/water bottle/soda/juice', 'television/laptop', 'oven/microwave/toaster', 'cake/donut',
               'sandwich/hot dog', 'lime/apple/pear', 'baseball bat/baseball glove', 'couch/bed', 'sheep/cow/horse', 'tin can/canned fish',
               'potted plant/vase', 'packaged cake/cake', 'milk/bottle', 'book/laptop', 'knife/spoon/fork', 'bookcase/shelf/cabinet'):
    for _name in _group.split('/'):
        ALIKE.setdefault(_name, set()).update(set(_group.split('/')) - {_name})

# Things that no photograph of our sources shows: safely absent.
FAR = ('octopus', 'penguin', 'dragon', 'unicorn', 'dinosaur', 'tiger', 'whale', 'shark', 'turtle', 'panda', 'koala', 'rocket', 'castle', 'volcano',
       'snowman', 'helicopter', 'crocodile', 'lobster', 'scorpion', 'camel')

# Words for a person of a certain kind: true only where a caption says so.
PEOPLE = frozenset(
    'man woman boy girl child kid guy lady baby toddler player skier surfer skateboarder snowboarder rider batter catcher pitcher umpire '
    'gentleman adult teenager male female bride groom skater cyclist biker chef cook waiter worker officer policeman'.split())

@lru_cache(maxsize=None)
def synonyms():
    """{canonical name: [other names that mean the same]}."""
    with open(Path(__file__).parent / 'synonyms.json', encoding='utf8') as f:
        return json.load(f)


@lru_cache(maxsize=None)
def forms(name):
    """(singular forms, plural forms) of a name, the canonical one first."""
    single = [name] + synonyms().get(name, [])
    return tuple(single), tuple(dict.fromkeys('people' if s == 'person' else plural(s) for s in single if s != 'people'))


def concept(name):
    """The concept of the auxiliary word softmax."""
    return CONCEPT.get(name, name)


def category(name):
    """The category of the auxiliary word softmax, None where it has none."""
    return next((c for c in ('fruit', 'animal', 'vehicle', 'sports equipment', 'electronic device') if name in CATEGORIES[c]), None)


def concepts_with(names):
    """{concept: [forms]} of the photographed names that drawn scenes do not have."""
    known = set(CONCEPTS['noun'])
    return {name: [f for group in forms(name) for f in group] for name in names if concept(name) not in known}


def further_forms(names):
    """{drawn concept: [forms]} that photographs bring for it."""
    known = set(CONCEPTS['noun'])
    return {concept(name): [f for group in forms(name) for f in group if f not in NAMES.get(concept(name), ())]
            for name in names if concept(name) in known}
