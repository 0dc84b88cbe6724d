"""Words that captions are made of besides the lexicon's nouns."""

SIZES = {'small': ['small', 'tiny', 'little'], 'large': ['large', 'big', 'huge']}
_NAMED = (
    'two three four five six seven eight nine ten eleven twelve '
    'thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
).split()
NUMBERS = {n: [word, str(n)] for n, word in enumerate(_NAMED, 2)}
SUPERLATIVES = {
    'largest': ['largest', 'biggest'],
    'smallest': ['smallest', 'tiniest', 'littlest'],
    'leftmost': ['leftmost', 'far left'],
    'rightmost': ['rightmost', 'far right'],
    'topmost': ['topmost', 'top', 'highest', 'uppermost'],
    'lowest': ['lowest', 'bottom', 'bottommost', 'lowermost'],
    'middle': ['middle', 'central', 'center', 'centre'],
}
# Said after the noun, of the one that is farthest that way.
SIDES = {
    'leftmost': [
        'on the left', 'on the left side', 'at the left', 'on the far left', 'to the left', 'on the left hand side',
        'furthest to the left', 'farthest left',
    ],
    'rightmost': [
        'on the right', 'on the right side', 'at the right', 'on the far right', 'to the right',
        'on the right hand side', 'furthest to the right', 'farthest right',
    ],
    'topmost': ['at the top', 'in the upper part', 'in the upper half', 'highest up'],
    'lowest': ['at the bottom', 'in the lower part', 'in the lower half', 'lowest down'],
    'middle': ['in the middle', 'in the center', 'in the centre', 'at the center', 'at the centre'],
}
FROM = {
    'leftmost': 'from the left',
    'rightmost': 'from the right',
    'topmost': 'from the top',
    'lowest': 'from the bottom',
}
# Parts of the picture, true of a thing whatever else is there.
REGIONS = {
    'left': ['on the left', 'on the left side', 'in the left half', 'on the left side of the picture'],
    'right': ['on the right', 'on the right side', 'in the right half', 'on the right side of the picture'],
    'top': ['at the top', 'in the upper half', 'in the top half', 'at the top of the picture'],
    'bottom': ['at the bottom', 'in the lower half', 'in the bottom half', 'at the bottom of the image'],
}
for _row, _other in (('top', 'upper'), ('bottom', 'lower')):
    for _column in ('left', 'right'):
        REGIONS[f'{_row} {_column}'] = [
            f'in the {_row} {_column} corner', f'at the {_row} {_column}', f'in the {_other} {_column}',
            f'in the {_other} {_column} corner', f'in the {_row} {_column}', f'on the {_row} {_column}',
        ]
# Words between head and reference; where there are two parts, the reference stands between them.
RELATIONS = {
    'left': [
        'to the left of', 'left of', 'on the left of', 'on the left side of', 'at the left of',
        'on the left hand side of',
    ],
    'right': [
        'to the right of', 'right of', 'on the right of', 'on the right side of', 'at the right of',
        'on the right hand side of',
    ],
    'above': ['above', 'above', 'over', 'higher than', 'higher up than', 'somewhere above'],
    'below': ['below', 'below', 'under', 'beneath', 'underneath', 'lower than', 'somewhere below', 'lower down than'],
    'near': [
        'next to', 'next to', 'near', 'beside', 'by', 'close to', 'alongside', 'right next to', 'adjacent to',
        'right beside', 'near to',
    ],
    'nearest': ['closest to', 'nearest to', 'nearest', 'that is closest to', 'that is nearest to'],
    'between': ['between', 'between', 'in between', 'in the middle between'],
    'inside': ['inside', 'inside', 'in', 'within', 'inside of', 'enclosed by', 'surrounded by', 'contained in'],
    'on': ['on', 'on', 'on top of', 'upon', 'resting on', 'standing on', 'sitting on', 'placed on', 'on the top of'],
    'holds': [
        'that contains', 'containing', 'surrounding', 'around', 'that encloses', 'enclosing', 'which contains',
        'with|inside', 'with|inside', 'with|in it', 'with|inside it', 'that has|inside', 'with|within',
    ],
    'bears': ['with|on it', 'with|on it', 'with|on top', 'with|on top of it', 'that has|on it', 'carrying'],
}
# What may stand before the words of a relation: of one, of several.
LINKS = {
    True: ['that is', 'which is', 'standing', 'placed', 'located', 'shown', 'positioned', 'that sits', 'that stands'],
    False: ['that are', 'which are', 'standing', 'placed', 'located', 'shown', 'positioned', 'that sit', 'that stand'],
}
# The same as a statement, only where it is true of all that the noun names.
VERBS = {
    True: ['is', 'is', 'sits', 'stands', 'can be seen', 'appears', 'is located', 'is placed', 'is shown'],
    False: ['are', 'are', 'sit', 'stand', 'can be seen', 'appear', 'are located', 'are placed', 'are shown'],
}
LINKED = ('left', 'right', 'above', 'below', 'near', 'between', 'inside')
OPENINGS = [
    'a picture of', 'an image of', 'a photo of', 'i see', 'I see', 'i can see', 'we see', 'you can see', 'find',
    'show me', 'look for', 'this picture shows', 'the image shows', 'the picture contains', 'can you find', 'point to',
    'a drawing of', 'a scene with', 'an illustration of', 'a colourful picture of', 'a colorful scene with', 'locate',
    'detect', 'mark', 'give me', 'please find', 'search for', 'in this picture there is', 'in the image we see',
    'a close up of', 'the scene has', 'i spy', 'look at', 'this is', 'a clipart of', 'a cartoon of',
]
EXIST = {True: ['there is', 'here is', "there's"], False: ['there are', 'here are']}
# Questions and commands: words before, words after, whom they fit, which article.
# Fit: 'one' and 'many' by the form of the noun, 'plural' a bare plural, 'each' a bare singular, 'best' a superlative.
FRAMES = [
    ('where is', '?', 'one', 'the'), ('where is', '?', 'one', 'the'), ("where's", '?', 'one', 'the'),
    ('where are', '?', 'many', 'the'), ('where are', '?', 'many', 'the'), ('where can i find', '?', 'any', 'the'),
    ('is there', '?', 'one', 'a'), ('is there', '?', 'one', 'a'), ('are there', '?', 'many', 'any'),
    ('are there', 'in the picture?', 'many', 'any'), ('is there', 'in the image?', 'one', 'a'),
    ('do you see', '?', 'any', ''), ('can you see', '?', 'any', ''), ('can you find', '?', 'any', ''),
    ('can you show me', '?', 'any', ''),
    ('could you point at', '?', 'any', 'the'), ('have you seen', '?', 'any', 'the'),
    ('how many', 'are there?', 'plural', None), ('how many', 'do you see?', 'plural', None),
    ('how many', 'can you find?', 'plural', None), ('how many', 'are in the picture?', 'plural', None),
    ('count', '', 'plural', 'the'), ('count all', '', 'plural', None), ('select all', '', 'plural', None),
    ('find all', '', 'plural', None), ('mark all', '', 'plural', None), ('show me all the', '', 'plural', None),
    ('detect all', '', 'plural', None), ('find every', '', 'each', None), ('mark each', '', 'each', None),
    ('find every single', '', 'each', None), ('highlight every', '', 'each', None), ('box every', '', 'each', None),
    ('which one is', '?', 'best', 'the'), ('which is', '?', 'best', 'the'), ('which one is', '?', 'best', 'the'),
    ('what is', '?', 'best', 'the'), ('please mark', '', 'any', 'the'), ('click on', '', 'any', 'the'),
    ('tap on', '', 'any', 'the'), ('select', '', 'any', 'the'), ('highlight', '', 'any', 'the'),
    ('draw a box around', '', 'any', 'the'), ('put a box on', '', 'any', 'the'), ('find', '', 'any', 'the'),
    ('locate', '', 'any', 'the'), ('please find', 'for me', 'any', 'the'), ('show me', '', 'any', 'the'),
    ('show me where', 'is', 'one', 'the'), ('show me where', 'are', 'many', 'the'), ("i'm looking for", '', 'any', ''),
    ('i want', '', 'any', ''), ('point at', '', 'any', 'the'), ('point out', '', 'any', 'the'),
    ('tell me where', 'is', 'one', 'the'), ('look at', '', 'any', 'the'), ('help me find', '', 'any', 'the'),
]
JOINTS = [' and ', ' and ', ' and ', ', ', ', ', ' with ', ' as well as ', ' together with ', ' plus ', ' or ', '; ',
          ' along with ', ' & ', ', also ', ' and also ', ', then ']
ENDINGS = [' in the picture', ' in the image', ' in this scene', ' here', ' please', ' on the background',
           ' can be seen', ' in this picture', ' in this photo']
SEPARATORS = ['. ', '. ', '. ', '. ', ', ', ', ', ', ', '; ', '\n', ' . ', ' / ', ' | ', '.', ' - ', ',', '\t', ' + ',
              ' & ',
              ' • ', ' and/or ', ' or ', '\n\n', ';', '/', ': ', ' – ', ' and ']
BULLETS = ['- ', '* ', '• ', '– ', '+ ', '{}. ', '{}) ', '({}) ']
# Whole entries of the vocabulary, so that ordinary sentences keep their function words.
FUNCTION = '''
a an the this that these those some any all each every both no not none one two three four five six seven eight nine
ten eleven twelve many few several much more most less least another other others same of in on at by to from with
without for about into onto over under above below between among behind before after front back beside besides near
next across along around inside outside through up down off out against beyond beneath underneath toward towards and
or but nor so yet if then than as while because when where which who whom whose what why how i you he she it we they
me him her us them my your his its our their is are was were be been being am has have had do does did done can could
will would shall should may might must there here now just only also too very really quite almost again still already
left right top bottom middle center centre side sides corner edge upper lower high higher highest low lower lowest far
close closer closest nearest farthest first second third last new old young long short tall wide thin thick big bigger
biggest small smaller smallest large larger largest tiny little huge medium light dark bright pale round flat empty
full open closed happy sad cute nice beautiful good bad hot cold wooden metal plastic paper golden silver beige tan
maroon navy lime teal magenta violet indigo gold colored coloured colorful colour color shape shapes picture image
photo drawing scene background foreground sky ground thing things object objects item items find show see look looks
looking locate detect point mark give please search sitting standing lying holding wearing riding eating playing
flying running walking swimming hanging placed located made contains containing part piece pieces pair group set row
line bunch lot plus minus sign kind type like everything something nothing thanks thank ok okay someone
anyone person people man woman boy girl child hello hi yes
let lets us use used using try tell know want need said say called named make take took put get got go goes going come
day night time year way world life house home room floor wall road street grass field tree trees sand snow stone
glass water fire air light photo photograph pictures images photos screen page text word words letter letters number
numbers digit digits symbol symbols sentence question answer capital upper lower case written print printed
watercolor sketch cartoon clipart emoji icon icons logo figure figures pattern patterned checkered plain stripes dots
dotted spotted striped outlined hollow solid filled shaded transparent shiny blurry crowded busy row column grid stack
stacked pile north south east west diagonal vertical horizontal upside facing pointing turned rotated tilted
however although maybe perhaps please never always often sometimes once twice half whole entire different similar single
double triple various numerous dozen hundred thousand zero fewer larger bigger smaller taller shorter longer lighter
darker older younger heaviest tallest widest longest shortest brightest darkest
'''.split()
