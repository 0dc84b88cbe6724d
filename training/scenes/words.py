"""Words that captions are made of besides the lexicon's nouns."""

SIZES = {'small': ['small', 'tiny', 'little'], 'large': ['large', 'big', 'huge']}
NUMBERS = {2: ['two', '2'], 3: ['three', '3'], 4: ['four', '4'], 5: ['five', '5'], 6: ['six', '6']}
SUPERLATIVES = {
    'largest': ['largest', 'biggest'],
    'smallest': ['smallest', 'tiniest'],
    'leftmost': ['leftmost'],
    'rightmost': ['rightmost'],
    'topmost': ['topmost', 'top', 'highest', 'uppermost'],
    'lowest': ['lowest', 'bottom', 'bottommost'],
}
SIDES = {
    'leftmost': ['on the left', 'on the left side', 'at the left', 'on the far left'],
    'rightmost': ['on the right', 'on the right side', 'at the right', 'on the far right'],
    'topmost': ['at the top', 'on top', 'in the upper part'],
    'lowest': ['at the bottom', 'in the lower part'],
}
OPENINGS = [
    'a picture of',
    'an image of',
    'a photo of',
    'there is',
    'there are',
    'i see',
    'i can see',
    'we see',
    'find',
    'show me',
    'where is',
    'where are',
    'look for',
    'this picture shows',
    'the image shows',
    'can you find',
    'point to',
    'a drawing of',
    'a scene with',
    'here is',
    'here are',
    'locate',
    'detect',
    'mark',
    'give me',
    'please find',
    'search for',
]
JOINTS = [' and ', ' and ', ' and ', ', ', ', ', ' with ', ' as well as ', ' together with ', ' plus ', ' or ', '; ']
NEIGHBOURS = [' next to ', ' beside ', ' near ', ' by ', ' alongside ', ' close to ']
ENDINGS = [' in the picture', ' in the image', ' in this scene', ' here', ' on the background', ' please']
SEPARATORS = ['. ', '. ', '. ', '. ', ', ', ', ', ', ', '; ', '\n', ' . ', ' / ', ' | ', '.', ' - ', ',']
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
line bunch lot plus minus sign kind type like everything something nothing
'''.split()
