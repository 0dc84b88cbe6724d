"""The world's words: objects, shapes, colours, fills, categories, and what the training may not show.

Everything that is data about words lives in vocabulary.json; the tables here say what a word list
cannot: which glyphs may be recoloured, which nouns a person would not tell apart, which have no plural.
"""

import hashlib
import json

from pathlib import Path

VOCABULARY = json.loads((Path(__file__).parent / 'vocabulary.json').read_text('utf8'))
OBJECTS = VOCABULARY['objects']
SHAPES = VOCABULARY['shapes']
COLOURS = {name: tuple(rgb) for name, rgb in VOCABULARY['colours'].items()}
FILLS = VOCABULARY['fills']
SYNONYMS = VOCABULARY['synonyms']
PLURALS = VOCABULARY['irregular_plurals']
RELATIONS = VOCABULARY['relations']

GLYPHS = {}  # canonical noun -> glyphs that show it (both fish are a "fish")
NAMES = {shape: [shape] + SYNONYMS.get(shape, []) for shape in SHAPES}
CATEGORY = {shape: 'shape' for shape in SHAPES}
for _object in OBJECTS:
    _noun = _object['names'][0]
    GLYPHS.setdefault(_noun, []).append(_object['glyph'])
    NAMES[_noun] = _object['names']
    CATEGORY[_noun] = _object['category']
GLYPH_NOUNS = list(GLYPHS)

# What the unchanged glyph's colour is to the eye, beyond what vocabulary.json says.
NATURAL = {o['names'][0]: o['colour'] for o in OBJECTS if 'colour' in o}
for _colour, _nouns in {
    'red': 'boxing glove/high heel/backpack/telephone/toolbox/pin/flag/'
    'lantern/stop sign/maple leaf/magnet/pepper/lobster/scarf',
    'blue': 'cap/dress/coat/sneaker/couch/scooter/water drop',
    'brown': 'boot/handbag/door/chair/teddy bear/bear/potato/chocolate',
    'purple': 'umbrella',
    'yellow': 'key/bell/lightning',
    'pink': 'tulip/squid',
    'green': 'dinosaur/caterpillar/battery/puzzle piece/tractor/clover/broccoli/dragon',
    'gray': 'elephant/wolf',
    'white': 'ghost',
}.items():
    NATURAL.update((_noun, _colour) for _noun in _nouns.split('/'))
# Glyphs of mostly one hue whose name does not depend on it: drawn in any of these colours.
RECOLOUR = {
    noun: list(COLOURS)
    for noun in (
        'car suv balloon cap dress coat sneaker boot backpack handbag couch umbrella telephone toolbox '
        'scooter key bell pin flag tulip rose dinosaur squid lantern door chair tractor magnet scarf shirt '
        'jeans dragon crab turtle caterpillar dolphin truck'
    ).split()
}
RECOLOUR.update({noun: list(COLOURS) for noun in ('boxing glove', 'high heel', 'teddy bear', 'water drop')})
RECOLOUR.update(
    {
        'apple': ['red', 'green', 'yellow'],
        'pepper': ['red', 'green', 'yellow', 'orange'],
        'pear': ['green', 'yellow'],
        'truck': ['orange', 'red', 'blue', 'green', 'purple', 'pink'],
    }
)

# Words for several nouns at once that are no category of the vocabulary.
GROUPS = {
    'bird': ['chicken', 'penguin', 'duck', 'eagle', 'owl', 'turkey', 'peacock', 'parrot', 'swan', 'chick'],
    'flower': ['tulip', 'rose', 'sunflower', 'cherry blossom'],
    'ball': ['soccer ball', 'basketball', 'american football', 'baseball', 'volleyball', 'billiard ball'],
    'insect': ['bee', 'butterfly', 'ladybug', 'ant'],
}
# A category not named when one of these is in the scene: a reader could count it in.
DOUBTFUL = {
    'food': {'fruit', 'vegetable', 'drink'},
    'fruit': {'vegetable'},
    'vegetable': {'fruit'},
    'tool': {'household object', 'object', 'medical item'},
    'household object': {'tool', 'electronic device', 'object', 'clothing'},
    'place': {'building', 'object'},
    'building': {'place', 'vehicle', 'household object'},
    'plant': {'fruit', 'vegetable'},
    'sports equipment': {'vehicle', 'object', 'clothing'},
    'electronic device': {'household object', 'object'},
    'medical item': {'object', 'household object'},
    'bird': set(),
    'flower': set(),
    'ball': {'sports equipment', 'fruit'},
    'insect': {'animal'},
}
CATEGORIES = [c for c in dict.fromkeys(CATEGORY.values()) if c != 'object']

# Nouns that a reader may take for one another: never used as each other's "absent".
_ALIKE = (
    'car/taxi|car/suv|car/police car|car/racing car|truck/fire truck|tree/pine tree|tree/palm tree|'
    'bear/teddy bear|bear/panda|knife/fork and knife|telephone/phone|dog/hot dog|umbrella/beach umbrella|'
    'umbrella/beach|beach/beach umbrella|beach/island|moon/crescent|gem/diamond|chick/chicken|'
    'locomotive/train|books/open book|fish/pufferfish|fish/shark|glasses/sunglasses|square/rectangle|'
    'square/diamond|circle/oval|bouquet/tulip|bouquet/rose|soccer ball/american football|ring/life buoy'
).split('|')
ALIKE = {}
for _pair in _ALIKE:
    _one, _other = _pair.split('/')
    ALIKE.setdefault(_one, set()).add(_other)
    ALIKE.setdefault(_other, set()).add(_one)

# No indefinite article and no plural of their own.
MASS = {
    'grapes',
    'cherries',
    'peanuts',
    'fries',
    'pancakes',
    'gloves',
    'socks',
    'books',
    'headphones',
    'sunglasses',
    'glasses',
    'jeans',
    'scissors',
    'broccoli',
    'bread',
    'popcorn',
    'sushi',
    'milk',
    'coffee',
    'tea',
    'wine',
    'beer',
    'honey',
    'chocolate',
    'cheese',
    'corn',
    'garlic',
    'lightning',
    'dice',
    'fork and knife',
    'statue of liberty',
    'badminton',
    'bowling',
    'fire',
    'food',
    'clothing',
    'sports equipment',
    'flame',
    'earth',
    'table tennis',
}
PLURALS['clover'] = 'clovers'

# Everyday nouns that this world never shows: captions name them as absent, so that their word
# pieces learn to stay silent.
ELSEWHERE = (
    'person man woman people child boy girl baby table window street road wall floor face hand hair eye '
    'bottle bowl cup plate glass pizza box laptop mirror desk bench fence bridge river lake ocean sky grass '
    'sand snow mountain hill rock stone path sidewalk sign bird nest cage rope ladder bucket shovel pillow '
    'blanket curtain carpet rug shelf cabinet drawer sink oven stove refrigerator microwave toaster kettle '
    'fountain statue tower lighthouse windmill barn garage balcony roof chimney doctor nurse teacher chef '
    'policeman cowboy queen king wizard pirate angel clown helmet belt necklace bracelet earring watch wallet '
    'suitcase tattoo beard mustache shoulder nose mouth ear leg foot arm finger engine wheel tire seat '
    'saddle horn wing tail feather paw claw beak bone shell coral seaweed worm beetle mosquito dragonfly fly '
    'hippo walrus seal otter beaver raccoon skunk badger moose llama donkey ostrich flamingo pelican crow '
    'cabbage lettuce spinach celery radish pumpkin noodles rice soup salad steak sausage bacon juice soda '
    'harp flute cello banjo accordion tambourine xylophone submarine canoe kayak yacht tram van wagon sled '
    'parachute drill saw screwdriver nail shampoo soap towel toothbrush comb razor'
).split()
ELSEWHERE = [
    w
    for w in dict.fromkeys(ELSEWHERE)
    if not any(w in n.split() for names in NAMES.values() for n in names) and w not in GROUPS
]

# What the auxiliary word softmax of the training tells apart.
CONCEPTS = {'noun': SHAPES + GLYPH_NOUNS, 'colour': list(COLOURS), 'fill': list(FILLS), 'category': CATEGORIES}


def is_held_out(colour, noun):
    """Whether the pair is kept from training, to test that colour and noun combine (about 15 %).

    A glyph's own colour is never held out: the object itself would vanish from training.
    """
    if colour not in COLOURS or noun not in SHAPES and (noun not in RECOLOUR or NATURAL.get(noun) == colour):
        return False
    return hashlib.md5(f'{colour} {noun}'.encode()).digest()[0] < 38


def plural(noun):
    """Plural of a noun of several words: the last word takes it."""
    if noun in MASS:
        return noun
    if noun in PLURALS:
        return PLURALS[noun]
    head, _, last = noun.rpartition(' ')
    if last in PLURALS:
        return f'{head} {PLURALS[last]}'.strip()
    if last.endswith('y') and last[-2] not in 'aeiou':
        last = last[:-1] + 'ies'
    elif last.endswith(('s', 'x', 'ch', 'sh', 'z')):
        last += 'es'
    else:
        last += 's'
    return f'{head} {last}'.strip()
