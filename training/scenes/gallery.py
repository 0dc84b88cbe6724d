"""What the bundled samples show. Drawn by scenes.samples; nothing here is ever a training scene.

An object is (name, colour or None, fill or None, x, y, share[, angle]): centre and longer side as shares of the
picture's width, height and height. In a prompt, `[…]` marks a phrase; `finds` says in order which objects each
covers, as (name or category, colour, fill) with None for "any", or as indices where only the place decides.
"""
SAMPLES = [
    dict(
        slug='meadow', title='Plurals and counts', ground='meadow', size=(640, 480), seed=0,
        objects=[('cat', None, None, .21, .68, .28), ('cat', None, None, .50, .76, .29), ('dog', None, None, .75, .68, .31),
                 ('butterfly', None, None, .51, .29, .15, 12), ('balloon', 'red', None, .85, .19, .24)],
        prompt='[Two cats], a [dog], a [butterfly] and a [red balloon].',
        finds=[('cat', None, None), ('dog', None, None), ('butterfly', None, None), ('balloon', 'red', None)]),
    dict(
        slug='clinic', title='The caption of the paper', ground='shelf', size=(640, 480), seed=42,
        objects=[('syringe', None, None, .27, .54, .32, 88), ('syringe', None, None, .59, .41, .35, 4),
                 ('test tube', None, None, .84, .65, .14, -24)],
        prompt='[two syringes] and a [small vial]',
        finds=[('syringe', None, None), ('test tube', None, None)]),
    dict(
        slug='shapes', title='Colours and patterns', ground='linen', size=(640, 480), seed=1,
        objects=[('circle', 'pink', 'filled', .18, .3, .24), ('star', 'orange', 'filled', .5, .28, .27, 8),
                 ('triangle', 'green', 'outlined', .82, .3, .27), ('heart', 'red', 'filled', .3, .74, .25, 6),
                 ('square', 'purple', 'dotted', .68, .74, .24)],
        prompt='A [pink circle], an [orange star], an [outlined green triangle] and a [red heart].',
        finds=[('circle', 'pink', None), ('star', 'orange', None), ('triangle', 'green', 'outlined'), ('heart', 'red', None)]),
    dict(
        slug='fruit', title='A list, and what is not there', ground='linen', size=(640, 480), seed=2,
        objects=[('apple', 'red', None, .17, .28, .25), ('banana', None, None, .46, .28, .25), ('grapes', None, None, .78, .28, .25),
                 ('strawberry', None, None, .17, .74, .22), ('lemon', None, None, .46, .74, .24), ('carrot', None, None, .8, .74, .26)],
        prompt='banana. grapes. bicycle.',
        finds=[('banana', None, None), ('grapes', None, None), ('bicycle', None, None)]),
    dict(
        slug='cars', title='One word decides', ground='street', size=(640, 480), seed=3,
        objects=[('car', 'red', None, .2, .34, .26), ('car', 'blue', None, .52, .34, .26), ('car', 'green', None, .82, .34, .26),
                 ('car', 'blue', None, .66, .74, .26), ('bicycle', None, None, .28, .74, .28)],
        prompt='the [red car], the [green car] and the [bicycle]',
        finds=[('car', 'red', None), ('car', 'green', None), ('bicycle', None, None)]),
    dict(
        slug='letters', title='Letters and digits', ground='paper', size=(640, 480), seed=32,
        objects=[('letter w', 'red', None, .23, .26, .28), ('digit 3', 'blue', None, .46, .38, .33),
                 ('digit 3', 'green', None, .74, .39, .27), ('letter e', 'purple', None, .28, .65, .22),
                 ('star', 'orange', 'filled', .73, .68, .23)],
        prompt='The [red W], the [green 3] and the [purple E].',
        finds=[('letter w', 'red', None), ('digit 3', 'green', None), ('letter e', 'purple', None)]),
    dict(
        slug='pond', title='How many', ground='meadow', size=(640, 480), seed=37,
        objects=[('duck', None, None, .22, .77, .24, -7), ('duck', None, None, .36, .65, .3, -7),
                 ('duck', None, None, .6, .78, .26, 6), ('frog', None, None, .93, .8, .15, -11),
                 ('rainbow', None, None, .52, .37, .3, -6)],
        prompt='[Three ducks] and a [frog] under a [rainbow].',
        finds=[('duck', None, None), ('frog', None, None), ('rainbow', None, None)]),
    dict(
        slug='balloons', title='Above and below', ground='meadow', size=(640, 480), seed=6,
        objects=[('balloon', 'red', None, .50, .20, .26), ('house', None, None, .48, .60, .30),
                 ('balloon', 'red', None, .84, .78, .26), ('tree', None, None, .16, .66, .30)],
        prompt='The [balloon] above the [house], and a [tree]',
        finds=[[0], ('house', None, None), ('tree', None, None)]),
    dict(
        slug='attic', title='A crowded shelf', ground='shelf', size=(640, 640), seed=9,
        objects=[('camera', None, None, .14, .17, .19), ('violin', None, None, .38, .17, .18),
                 ('teddy bear', 'brown', None, .62, .16, .19), ('lantern', 'red', None, .86, .17, .18),
                 ('telephone', 'red', None, .14, .50, .18), ('robot', None, None, .38, .49, .18),
                 ('cactus', None, None, .62, .49, .18), ('globe', None, None, .86, .50, .17),
                 ('umbrella', 'blue', None, .14, .83, .18), ('key', 'yellow', None, .38, .83, .16),
                 ('umbrella', 'green', None, .62, .83, .18), ('trophy', None, None, .86, .83, .18)],
        prompt='camera, violin, teddy bear, robot, cactus, globe, blue umbrella, trophy',
        finds=[('camera', None, None), ('violin', None, None), ('teddy bear', None, None), ('robot', None, None),
               ('cactus', None, None), ('globe', None, None), ('umbrella', 'blue', None), ('trophy', None, None)]),
    dict(
        slug='places', title='Where it stands', ground='meadow', size=(640, 480), seed=4,
        objects=[('castle', None, None, .48, .6, .36), ('fox', None, None, .16, .68, .22), ('rocket', None, None, .82, .25, .24),
                 ('cloud', None, None, .2, .2, .24)],
        prompt='A [fox] to the left of the [castle], with a [rocket] above it.',
        finds=[('fox', None, None), ('castle', None, None), ('rocket', None, None)]),
    dict(
        slug='sides', title='Only the side decides', ground='meadow', size=(640, 480), seed=37,
        objects=[('horse', None, None, .13, .72, .3, 0), ('house', None, None, .35, .65, .29, 6),
                 ('horse', None, None, .9, .79, .21, -5)],
        prompt='the [horse] left of the [house]',
        finds=[[0], ('house', None, None)]),
    dict(
        slug='band', title='What is not there', ground='stage', size=(640, 480), seed=7,
        objects=[('guitar', None, None, .2, .5, .34), ('drum', None, None, .5, .66, .26), ('trumpet', None, None, .8, .5, .3)],
        prompt='A [trumpet] and a [bicycle].',
        finds=[('trumpet', None, None), ('bicycle', None, None)]),
    dict(
        slug='night', title='At night', ground='night', size=(640, 480), seed=8,
        objects=[('rocket', None, None, .25, .40, .30), ('moon', None, None, .78, .26, .24),
                 ('star', 'white', 'filled', .52, .22, .14), ('cactus', None, None, .72, .70, .24),
                 ('owl', None, None, .35, .80, .22)],
        prompt='An [owl], a [rocket] and the [moon].',
        finds=[('owl', None, None), ('rocket', None, None), ('moon', None, None)]),
    dict(
        slug='stars', title='Striped, dotted, outlined', ground='paper', size=(640, 480), seed=31,
        objects=[('star', 'red', 'filled', .21, .34, .29), ('star', 'blue', 'striped', .51, .29, .27),
                 ('star', 'green', 'outlined', .81, .33, .29), ('circle', 'blue', 'dotted', .29, .78, .28),
                 ('circle', 'blue', 'filled', .66, .73, .28)],
        prompt='A [striped blue star], a [green star] and a [dotted circle]',
        finds=[('star', 'blue', 'striped'), ('star', 'green', None), ('circle', None, 'dotted')]),
    dict(
        slug='fleet', title='Everything of a kind', ground='street', size=(640, 480), seed=37,
        objects=[('bus', None, None, .18, .29, .43, 12), ('ambulance', None, None, .56, .19, .34, 3),
                 ('fire truck', None, None, .43, .67, .24, -9), ('banana', None, None, .82, .15, .18, 7),
                 ('elephant', None, None, .8, .61, .25, -4)],
        prompt='vehicles, animal',
        finds=[('vehicle', None, None), ('animal', None, None)]),
    dict(
        slug='breakfast', title='A question', ground='linen', size=(640, 480), seed=17,
        objects=[('coffee', None, None, .15, .32, .34, -5), ('croissant', None, None, .55, .43, .32, -3),
                 ('egg', None, None, .74, .26, .27, -2), ('cheese', None, None, .18, .8, .27, 1),
                 ('orange', None, None, .6, .79, .26, 3), ('spoon', None, None, .87, .61, .31, 7)],
        prompt='Where is the [spoon], and is there any [penguin]?',
        finds=[('spoon', None, None), ('penguin', None, None)]),
    dict(
        slug='workshop', title='Tools on a wall', ground='shelf', size=(640, 480), seed=18,
        objects=[('clamp', None, None, .2, .17, .31, -4), ('wrench', None, None, .49, .16, .28, 2),
                 ('lantern', 'red', None, .76, .27, .26, -1), ('magnet', 'red', None, .12, .5, .19, 1),
                 ('knife', None, None, .71, .58, .21, -5), ('key', 'blue', None, .22, .87, .2, 4),
                 ('lock', None, None, .59, .9, .17, -1)],
        prompt='wrench, lantern, lock, blue key, banana',
        finds=[('wrench', None, None), ('lantern', None, None), ('lock', None, None), ('key', 'blue', None), ('banana', None, None)]),
    dict(
        slug='garden', title='Same flower, another colour', ground='meadow', size=(640, 480), seed=22,
        objects=[('rose', 'red', None, .16, .68, .28), ('rose', 'yellow', None, .4, .72, .28),
                 ('rose', 'blue', None, .64, .68, .28), ('bee', None, None, .36, .26, .16),
                 ('ladybug', None, None, .7, .24, .18), ('snail', None, None, .87, .84, .16)],
        prompt='The [yellow rose], a [bee] and a [snail]',
        finds=[('rose', 'yellow', None), ('bee', None, None), ('snail', None, None)]),
    dict(
        slug='space', title='Far from home', ground='night', size=(640, 480), seed=20,
        objects=[('rocket', None, None, .20, .66, .30), ('flying saucer', None, None, .55, .30, .30),
                 ('moon', None, None, .84, .24, .22), ('alien', None, None, .52, .80, .22),
                 ('alien', None, None, .80, .74, .22)],
        prompt='[Two aliens], a [flying saucer] and a [rocket]',
        finds=[('alien', None, None), ('flying saucer', None, None), ('rocket', None, None)]),
    dict(
        slug='sizes', title='The smallest of three', ground='sea', size=(640, 480), seed=13,
        objects=[('dolphin', None, None, .3, .36, .44), ('dolphin', None, None, .74, .3, .24),
                 ('dolphin', None, None, .68, .74, .13), ('octopus', None, None, .22, .8, .24)],
        prompt='the [smallest dolphin]',
        finds=[[2]]),
]
