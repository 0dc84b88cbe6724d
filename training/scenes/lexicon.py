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

GLYPHS = {}  # canonical noun -> glyphs that show it (both fish are a "fish")
NAMES = {shape: [shape] + SYNONYMS.get(shape, []) for shape in SHAPES}
CATEGORY = {shape: 'shape' for shape in SHAPES}
for _object in OBJECTS:
    _noun = _object['names'][0]
    GLYPHS.setdefault(_noun, []).append(_object['glyph'])
    NAMES[_noun] = _object['names']
    CATEGORY[_noun] = _object['category']
GLYPH_NOUNS = list(GLYPHS)
EVERYDAY_NOUNS = GLYPH_NOUNS[:293]  # the vocabulary begins with what people draw and ask for most

# Drawn from plain fonts in any colour; "a" and "i" have no bare name, sentences are full of them.
LETTERS = [f'letter {letter}' for letter in 'abcdefghijklmnopqrstuvwxyz']
DIGITS = [f'digit {digit}' for digit in range(10)]
for _noun in LETTERS:
    _letter = _noun[-1]
    GLYPHS[_noun] = [_letter.upper()]
    NAMES[_noun] = [_noun] + [_letter] * (_letter not in 'ai') + [f'capital {_letter}']
    CATEGORY[_noun] = 'letter'
for _noun, _word in zip(DIGITS, 'zero one two three four five six seven eight nine'.split()):
    _digit = _noun[-1]
    GLYPHS[_noun] = [_digit]
    NAMES[_noun] = [_digit, _word, f'number {_digit}', _noun, f'number {_word}']
    CATEGORY[_noun] = 'number'

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
_FIRST_RECOLOURED = (  # of these and the shapes, earlier weights know which pairs are held out
    'car/suv/balloon/cap/dress/coat/sneaker/boot/backpack/handbag/couch/umbrella/telephone/toolbox/scooter/key/bell/'
    'pin/flag/tulip/rose/dinosaur/squid/lantern/door/chair/tractor/magnet/scarf/shirt/jeans/dragon/crab/turtle/'
    'caterpillar/dolphin/truck/boxing glove/high heel/teddy bear/water drop'
).split('/')
_LATER_RECOLOURED = (
    'pickup truck/bucket/suitcase/folder/book/crayon/pen/teapot/bowl/purse/clutch bag/ballet flat/briefs/'
    'shorts/ribbon/army helmet/rescue helmet/briefcase/dress shoe/water gun/lipstick/yarn/'
    'closed umbrella/oil drum/mailbox/postbox/siren/yo yo/map pin/bookmark/megaphone/frisbee/canoe/moped/toothbrush/'
    'razor/soap/plunger/sled/folding fan/beetle/tyrannosaurus/hibiscus/octopus/footprints'
).split('/')
RECOLOUR = {noun: list(COLOURS) for noun in _FIRST_RECOLOURED + _LATER_RECOLOURED + LETTERS + DIGITS}
RECOLOUR.update(
    {
        'apple': ['red', 'green', 'yellow'],
        'pepper': ['red', 'green', 'yellow', 'orange'],
        'pear': ['green', 'yellow'],
        'bell pepper': ['green', 'red', 'yellow', 'orange'],
        'truck': ['orange', 'red', 'blue', 'green', 'purple', 'pink'],
    }
)

# Words for several nouns at once that are no category of the vocabulary.
GROUPS = {
    group: nouns.split('/')
    for group, nouns in {
        'bird': 'chicken/penguin/duck/eagle/owl/turkey/peacock/parrot/swan/chick/hatching chick/dove/dodo/flamingo/'
        'rooster/goose/crow/bluebird',
        'flower': 'tulip/rose/sunflower/cherry blossom/hibiscus/daisy/lotus/hyacinth/wilted rose',
        'ball': 'soccer ball/basketball/american football/baseball/volleyball/billiard ball/tennis ball/softball/'
        'rugby ball',
        'insect': 'bee/butterfly/ladybug/ant/fly/beetle/cockroach/mosquito/cricket',
        'reptile': 'snake/lizard/turtle/crocodile',
        'hat': 'top hat/cap/sun hat',
        'shoe': 'sneaker/high heel/boot/dress shoe/hiking boot/ballet flat/sandal',
        'bag': 'handbag/purse/clutch bag/backpack',
        'boat': 'sailboat/speedboat/canoe/yacht',
        'dessert': 'cake/slice of cake/cupcake/pie/ice cream/sundae/pudding/shaved ice',
        'traffic sign': 'stop sign/no entry sign/warning sign/children crossing sign/parking sign',
    }.items()
}
# A category not named when one of these is in the scene: a reader could count it in.
DOUBTFUL = {
    'food': {'fruit', 'vegetable', 'drink'},
    'fruit': {'vegetable'},
    'vegetable': {'fruit'},
    'tool': {'household object', 'object', 'medical item'},
    'household object': {'tool', 'electronic device', 'object', 'clothing'},
    'place': {'building', 'object', 'plant'},
    'building': {'place', 'vehicle', 'household object'},
    'plant': {'fruit', 'vegetable'},
    'sports equipment': {'vehicle', 'object', 'clothing'},
    'electronic device': {'household object', 'object'},
    'medical item': {'object', 'household object'},
    'bird': set(),
    'flower': set(),
    'ball': {'sports equipment', 'fruit', 'object', 'household object'},
    'insect': {'animal'},
    'reptile': {'animal'},
    'hat': {'clothing', 'person', 'face'},
    'shoe': {'clothing', 'sports equipment', 'person'},
    'bag': {'clothing', 'household object', 'object'},
    'boat': {'vehicle'},
    'dessert': {'food', 'fruit'},
    'traffic sign': {'symbol', 'object', 'vehicle'},
    'clothing': {'person', 'sports equipment'},
    'musical instrument': {'person'},
    'person': {'face', 'hand', 'body part', 'object', 'building'},
    'face': {'person', 'object', 'animal'},
    'hand': {'person', 'face', 'body part'},
    'body part': {'person', 'face', 'hand', 'animal', 'object'},
    'symbol': {'shape', 'object', 'letter', 'number', 'flag'},
    'flag': {'object', 'symbol'},
    'letter': {'symbol', 'number', 'object', 'building'},
    'number': {'symbol', 'letter', 'object', 'building', 'sports equipment', 'electronic device'},
}
CATEGORIES = [c for c in dict.fromkeys(CATEGORY.values()) if c != 'object']

FLAGS = [noun for noun in CATEGORY if noun.endswith(' flag')]

# Nouns that a reader may take for one another: never used as each other's "absent".
_ALIKE = (
    'car/taxi|car/suv|car/police car|car/racing car|truck/fire truck|tree/pine tree|tree/palm tree|'
    'bear/teddy bear|bear/panda|knife/fork and knife|telephone/phone|dog/hot dog|umbrella/beach umbrella|'
    'umbrella/beach|beach/beach umbrella|beach/island|moon/crescent|gem/diamond|chick/chicken|'
    'locomotive/train|books/open book|fish/pufferfish|fish/shark|glasses/sunglasses|square/rectangle|'
    'square/diamond|circle/oval|bouquet/tulip|bouquet/rose|soccer ball/american football|ring/life buoy|'
    'chicken/rooster|chick/hatching chick|mouse/rat|cow/ox|ox/buffalo|ox/bison|buffalo/bison|cow/buffalo|'
    'dinosaur/tyrannosaurus|elephant/mammoth|monkey/orangutan|monkey/gorilla|gorilla/orangutan|dog/poodle|sheep/ram|'
    'goat/ram|pig/boar|deer/moose|horse/donkey|horse/unicorn|horse/carousel horse|horse/jockey|otter/beaver|duck/goose|'
    'swan/goose|dove/bluebird|crow/bluebird|fly/mosquito|bee/fly|beetle/ladybug|beetle/cockroach|lizard/dinosaur|'
    'snake/worm|pepper/bell pepper|potato/sweet potato|bread/baguette|donut/bagel|steak/meat on bone|'
    'meat on bone/chicken leg|taco/kebab|burrito/kebab|burrito/tamale|stew/paella|stew/fondue|rice/curry|'
    'rice/rice ball|noodles/spaghetti|shrimp/fried shrimp|ice cream/sundae|ice cream/shaved ice|sundae/shaved ice|'
    'cake/slice of cake|cake/cupcake|cake/pie|candy/lollipop|wine/champagne|wine/champagne glasses|beer/beer mugs|'
    'champagne/champagne glasses|cocktail/martini|soda/cocktail|soda/bubble tea|soda/juice box|whiskey/soda|milk/baby bottle|'
    'tea/teapot|coffee/tea|truck/pickup truck|truck/semi truck|car/pickup truck|car/van|bus/van|bus/trolleybus|'
    'ambulance/van|suv/van|suv/pickup truck|suv/taxi|suv/police car|scooter/moped|motorcycle/moped|moped/cyclist|'
    'train/bullet train|train/tram|train/monorail|train/railway car|tram/railway car|tram/trolleybus|'
    'locomotive/railway car|locomotive/bullet train|bus/tram|cable car/ferris wheel|airplane/propeller plane|'
    'ship/cruise ship|ship/ferry|cruise ship/ferry|speedboat/yacht|ship/yacht|sailboat/yacht|house/houses|'
    'house/abandoned house|house/hut|house/school|office building/hotel|office building/city|castle/japanese castle|'
    'church/wedding chapel|church/synagogue|church/mosque|tent/circus tent|tent/campsite|museum/bank|mountain/snowy mountain|'
    'mountain/mount fuji|snowy mountain/mount fuji|mountain/volcano|volcano/mount fuji|mountain/national park|'
    'beach/desert|desert/cactus|beach/sunrise|sun/sunrise|sun/sun behind cloud|sun/desert|galaxy/shooting star|'
    'star/shooting star|star/star of david|star/military medal|shooting star/comet|railway track/highway|'
    'clover/shamrock|herb/seedling|clover/herb|tree/christmas tree|pine tree/christmas tree|bamboo/tree|tree/log|'
    'rose/wilted rose|sunflower/daisy|daisy/cherry blossom|hibiscus/cherry blossom|lotus/tulip|bouquet/sunflower|'
    'maple leaf/fallen leaves|american football/rugby ball|baseball/softball|tennis ball/softball|soccer ball/volleyball|'
    'cricket bat/hockey stick|cricket bat/field hockey stick|hockey stick/field hockey stick|bat/cricket bat|bat/baseball|'
    'arrow/bow and arrow|fish/fishing rod|medal/silver medal|medal/bronze medal|medal/military medal|'
    'silver medal/bronze medal|guitar/banjo|guitar/violin|drum/bongo|trumpet/post horn|ice skate/roller skate|'
    'skateboard/roller skate|shirt/running shirt|shirt/blouse|coat/lab coat|glasses/goggles|sunglasses/goggles|'
    'goggles/diving mask|dress/sari|dress/kimono|swimsuit/bikini|shorts/briefs|jeans/shorts|handbag/purse|'
    'handbag/clutch bag|purse/clutch bag|handbag/shopping bags|handbag/briefcase|briefcase/suitcase|boot/hiking boot|'
    'sneaker/hiking boot|sneaker/dress shoe|dress shoe/ballet flat|high heel/sandal|ballet flat/ballet shoes|'
    'sandal/flip flop|boot/roller skate|cap/graduation cap|top hat/sun hat|cap/sun hat|army helmet/rescue helmet|'
    'cap/army helmet|ring/diamond ring|gem/diamond ring|ring/prayer beads|tie/ribbon|watch/clock|watch/stopwatch|'
    'clock/alarm clock|clock/mantel clock|clock/stopwatch|clock/kitchen timer|alarm clock/mantel clock|'
    'alarm clock/stopwatch|stopwatch/kitchen timer|alarm clock/kitchen timer|knife/dagger|dagger/crossed swords|'
    'knife/crossed swords|hammer/pickaxe|axe/pickaxe|lock/open lock|key/old key|ruler/set square|triangle/set square|'
    'triangle/warning sign|triangle/play button|pin/map pin|pin/safety pin|safety pin/paperclip|chain link/chains|'
    'umbrella/closed umbrella|bell/service bell|candle/oil lamp|plate/fork and knife|chopsticks/sushi|'
    'chopsticks/noodles|vase/urn|vase/jar|mirror/picture frame|window/picture frame|toilet/toilet paper|'
    'telephone/fax machine|laptop/computer monitor|television/computer monitor|laptop/computer keyboard|'
    'piano/computer keyboard|mouse/computer mouse|computer mouse/trackball|cd/minidisc|cd/floppy disk|minidisc/floppy disk|'
    'circle/cd|camera/movie camera|camera/camcorder|movie camera/camcorder|movie camera/film projector|'
    'camcorder/film projector|game controller/joystick|speaker/bullhorn|speaker/megaphone|bullhorn/megaphone|'
    'telescope/film projector|radio/pager|film strip/videotape|rock/stone head|rock/gem|fireworks/sparkler|'
    'fireworks/explosion|sparkler/magic wand|traffic light/bus stop|coffin/box|gravestone/rock|dynamite/bomb|'
    'crystal ball/disco ball|eye/evil eye|eye/pair of eyes|nest/nest with eggs|egg/nest with eggs|basket/nest|'
    'kite/carp streamer|ticket/price tag|price tag/bookmark|envelope/red envelope|envelope/postbox|envelope/mailbox|'
    'mailbox/postbox|mailbox/ballot box|postbox/ballot box|box/ballot box|box/gift|box/takeout box|pen/fountain pen|'
    'pen/pencil|pencil/fountain pen|pencil/crayon|pencil/memo|pen/crayon|memo/document|document/receipt|'
    'document/newspaper|document/clipboard|memo/clipboard|document/scroll|books/book|book/open book|book/notebook|'
    'map/scroll|line chart/bar chart|dollar bill/flying money|coin/medal|coin/money bag|dollar sign/money bag|'
    'dollar sign/dollar bill|dollar sign/bank|dollar sign/money face|trash can/oil drum|bucket/basket|bucket/trash can|'
    'goblin/ogre|devil/ogre|devil/goblin|heart/broken heart|heart/anatomical heart|heart/kissing face|'
    'heart/heart eyes face|lips/kiss mark|lips/tongue|moon/full moon|circle/full moon|crescent/full moon|moon/saturn|globe/saturn|'
    'cloud/sun behind cloud|cloud/rain cloud|cloud/snow cloud|cloud/thundercloud|rain cloud/snow cloud|'
    'rain cloud/thundercloud|lightning/thundercloud|snowflake/snow cloud|sun behind cloud/rain cloud|spiral/tornado|'
    'speech bubble/thought bubble|cloud/thought bubble|water drop/drop of blood|water drop/sweat drops|'
    'sheet music/musical note|sheet music/musical notes|musical note/musical notes|foot/footprints|foot/leg|'
    'paw prints/footprints|cigarette/no smoking sign|crutch/white cane|alembic/test tube|man/woman|man/boy|boy/girl|'
    'woman/girl|man/old man|woman/old woman|old man/old woman|man/bearded man|woman/pregnant woman|boy/baby|girl/baby|'
    'prince/princess|man/prince|woman/princess|woman/bride|woman/dancer|man/runner|woman/mermaid|santa claus/mrs claus|'
    'old man/santa claus|old woman/mrs claus|graduate/graduation cap|graduate/judge|mechanic/construction worker|'
    'mechanic/welder|construction worker/firefighter|artist/singer|scientist/doctor|police officer/pilot|'
    'police officer/guard|superhero/fairy|angel/angel face|skier/snowboarder|skier/skis|surfer/swimmer|cyclist/bicycle|'
    'golfer/golf hole|wizard/elf|fairy/elf|boy/angel|smiling face/laughing face|smiling face/winking face|'
    'smiling face/cool face|smiling face/nerd face|smiling face/upside down face|smiling face/angel face|'
    'smiling face/face with tongue|smiling face/heart eyes face|smiling face/money face|smiling face/cowboy|'
    'smiling face/kissing face|winking face/kissing face|kissing face/heart eyes face|crying face/sad face|crying face/laughing face|'
    'smiling face/devil|smiling face/party face|sad face/angry face|sad face/surprised face|sad face/thinking face|'
    'sad face/nauseated face|surprised face/screaming face|surprised face/exploding head|sunglasses/cool face|'
    'glasses/nerd face|raised fist/thumbs up|raised fist/rock hand|raised hand/waving hand|raised hand/vulcan salute|'
    'victory hand/crossed fingers|victory hand/vulcan salute|clapping hands/praying hands|clapping hands/waving hand|'
    'pointing hand/rock hand|pointing hand/call me hand|thumbs up/call me hand|pointing hand/crossed fingers|flexed arm/mechanical arm|flexed arm/raised fist|'
    'bone/tooth|skull/bone|skull/pirate flag|no entry sign/prohibition sign|prohibition sign/no smoking sign|'
    'stop sign/no entry sign|warning sign/children crossing sign|radioactive sign/biohazard sign|wheelchair/wheelchair sign|'
    'restroom sign/toilet|cross/cross mark|cross/swiss flag|rainbow/rainbow flag|flag/checkered flag|flag/golf hole|'
    'spade/clover|play button/pause button|signal bars/bar chart|female sign/male sign|letter o/digit 0|letter o/circle|'
    'letter o/oval|letter o/ring|digit 0/circle|digit 0/oval|digit 0/ring|letter i/digit 1|letter l/letter i|'
    'letter i/rectangle|digit 1/rectangle|letter x/cross|letter x/cross mark|letter t/cross|letter p/parking sign|'
    'letter v/check mark|letter h/hotel|letter s/dollar sign|letter z/zzz|letter c/crescent|letter h/hospital|digit 1/medal|'
    'digit 2/silver medal|digit 3/bronze medal|digit 7/slot machine|digit 2/convenience store|digit 4/convenience store|'
    'digit 8/billiard ball|digit 1/calendar|digit 7/calendar|digit 1/hundred points|digit 0/hundred points|letter a/set square|'
    'french flag/dutch flag|dutch flag/russian flag|french flag/russian flag|italian flag/irish flag|'
    'italian flag/mexican flag|italian flag/hungarian flag|irish flag/nigerian flag|british flag/australian flag|'
    'norwegian flag/danish flag|danish flag/swiss flag|chinese flag/vietnamese flag|german flag/belgian flag|'
    'austrian flag/polish flag|dutch flag/thai flag|czech flag/cuban flag|irish flag/indian flag|'
    'dutch flag/czech flag|french flag/italian flag'
).split('|')
ALIKE = {}
for _pair in _ALIKE:
    _one, _other = _pair.split('/')
    ALIKE.setdefault(_one, set()).add(_other)
    ALIKE.setdefault(_other, set()).add(_one)
for _one in FLAGS:
    ALIKE.setdefault('flag', set()).add(_one)

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
MASS.update(
    (
        'beans/blueberries/champagne/champagne glasses/clinking glasses/beer mugs/sake/whiskey/soda/bubble tea/juice/rice/'
        'curry/curry rice/noodles/ramen/noodle soup/spaghetti/pasta/paella/butter/bacon/lettuce/leafy greens/peas/ginger/'
        'salt/canned food/bento/falafel/onigiri/stew/fondue/french bread/shaved ice/dango/custard/wheat/bamboo/houses/'
        'fallen leaves/autumn leaves/dry leaves/skis/maracas/goggles/briefs/underpants/shorts/ballet shoes/prayer beads/'
        'beads/crossed swords/swords/scales/chains/soap/toilet paper/yarn/thread/lotion/luggage/chopsticks/shopping bags/'
        'paw prints/pawprints/coral/fireworks/dynamite/theater masks/japanese dolls/flying money/poop/sweat drops/bubbles/'
        'sheet music/footprints/dna/clapping hands/praying hands/folded hands/crossed fingers/eyes/lips/lungs/thumbs up/'
        'thumbs down/hundred points/signal bars/musical notes/music notes/zzz/infinity/santa/santa claus/mrs claus/'
        'mount fuji/milky way/saturn/people/pajamas/money with wings/sun behind cloud/biceps'
    ).split('/')
)
PLURALS.update(
    {
        'clover': 'clovers',
        'man': 'men',
        'woman': 'women',
        'policeman': 'policemen',
        'fireman': 'firemen',
        'person': 'people',
        'foot': 'feet',
        'tooth': 'teeth',
        'goose': 'geese',
        'moose': 'moose',
        'bison': 'bison',
        'ox': 'oxen',
        'elf': 'elves',
        'bow and arrow': 'bows and arrows',
        'yin yang': 'yin yangs',
        'fleur de lis': 'fleurs de lis',
    }
)

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
    'parachute drill saw screwdriver nail shampoo soap towel toothbrush comb razor '
    'sword cannon helmet tank submarine hovercraft escalator elevator staircase attic basement corridor kitchen '
    'bathroom bedroom garden lawn hedge bush ivy moss fern thistle daffodil lily orchid violet poppy oak willow birch '
    'stove dishwasher vacuum iron blender mixer grater ladle spatula tray jug pitcher kettle napkin tablecloth '
    'mattress hammock stool armchair sofa dresser wardrobe hanger doormat lampshade chandelier fireplace '
    'ostrich pelican seagull stork vulture woodpecker hummingbird sparrow robin puffin cheetah jaguar panther lynx '
    'hyena jackal coyote weasel mole armadillo anteater porcupine meerkat lemur baboon alligator iguana gecko '
    'salamander toad tadpole salmon trout tuna eel starfish clam mussel slug centipede moth wasp termite '
    'apricot plum raspberry blackberry cranberry papaya pomegranate lime grapefruit fig zucchini turnip beet '
    'asparagus artichoke leek almond walnut lasagna omelet porridge yogurt jam ketchup mustard '
    'tricycle unicycle bulldozer excavator forklift trailer caravan raft gondolier hose wheelbarrow rake pliers '
    'chisel sandpaper stapler eraser sharpener chalk blackboard whiteboard binder sculpture mosaic tent pole '
    'astronomer plumber carpenter dentist lawyer soldier sailor knight butler waiter baker butcher tailor '
    'trombone tuba clarinet bagpipes ukulele xylophone triangle surfboard trampoline dumbbell treadmill '
    'sock mitten bathrobe apron overalls cardigan hoodie pajamas corset veil mask wig '
    'hedge meadow swamp glacier cave waterfall canyon harbor dock pier runway parking playground'
).split()
# Backgrounds, parts of what is shown, and what a reader may take a shown thing for.
_SHOWN = set(
    'person people child king queen street floor river lake ocean sky grass sand hill path sidewalk carpet rug shelf '
    'curtain meadow lawn garden runway wing tail claw beak shoulder beard mustache engine seat saddle alligator cheetah '
    'jaguar panther baboon iguana gecko salamander toad sparrow robin moth wasp clam mussel slug violet lime sock mitten '
    'sword necklace sausage soldier lawyer baker dentist sailor knight nail blackboard lampshade plum fireplace bush '
    'cardigan hoodie bathrobe overalls salmon trout tuna eel jug pitcher kettle puffin swamp lynx raft'.split()
)
ELSEWHERE = [
    w
    for w in dict.fromkeys(ELSEWHERE)
    if w not in _SHOWN and not any(w in n.split() for names in NAMES.values() for n in names) and w not in GROUPS
]

# What the auxiliary word softmax of the training tells apart.
CONCEPTS = {'noun': SHAPES + GLYPH_NOUNS + LETTERS + DIGITS, 'colour': list(COLOURS), 'fill': list(FILLS), 'category': CATEGORIES}


# What everybody tries first is never held out.
EVERYDAY_PAIRS = frozenset(
    (
        ('red', 'circle'),
        ('blue', 'square'),
        ('yellow', 'star'),
        ('red', 'heart'),
        ('red', 'car'),
        ('green', 'apple'),
        ('red', 'balloon'),
        ('blue', 'car'),
    )
)


def is_held_out(colour, noun):
    """Whether the pair is kept from training, to test that colour and noun combine (about 15 %).

    A glyph's own colour is never held out: the object itself would vanish from training.
    """
    if colour not in COLOURS or noun not in SHAPES and (noun not in RECOLOUR or NATURAL.get(noun) == colour):
        return False
    if (colour, noun) in EVERYDAY_PAIRS:
        return False
    limit = 38 if noun in SHAPES or noun in _FIRST_RECOLOURED or noun in ('apple', 'pepper', 'pear') else 44
    return _byte(f'{colour} {noun}') < limit


def is_held_out_relation(kind, head, reference):
    """Whether "head KIND reference" of canonical nouns is never said in training (about 5 %).

    `kind`: 'left', 'right', 'above', 'below', 'near', 'nearest', 'between', 'inside' or 'on'.
    """
    return _byte(f'{kind} {head} {reference}') < 13


def _byte(text):
    return hashlib.md5(text.encode()).digest()[0]


def plural(noun):
    """Plural of a noun of several words: the last word takes it."""
    if noun in MASS:
        return noun
    if noun in PLURALS:
        return PLURALS[noun]
    for joint in (' of ', ' with ', ' on '):  # "bowls of rice", "faces with halo"
        if joint in noun:
            head, tail = noun.split(joint, 1)
            return plural(head) + joint + tail
    head, _, last = noun.rpartition(' ')
    if last in PLURALS:
        return f'{head} {PLURALS[last]}'.strip()
    if len(last) == 1:  # "bs", "letter ys", "7s"
        last += 's'
    elif last.endswith('y') and last[-2] not in 'aeiou':
        last = last[:-1] + 'ies'
    elif last.endswith(('s', 'x', 'ch', 'sh', 'z')):
        last += 'es'
    else:
        last += 's'
    return f'{head} {last}'.strip()
