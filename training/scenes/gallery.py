"""What the bundled samples show. Drawn by scenes.samples; nothing here is ever a training scene.

An object is (name, colour or None, fill or None, x, y, share[, angle]): centre and longer side as shares of the
picture's width, height and height. In a prompt, `[…]` marks a phrase; `finds` says in order which objects each
covers, as (name or category, colour, fill) with None for "any", or as indices where only the place decides.
"""
SAMPLES = [
    dict(
        slug='meadow', title='Plurals and counts', ground='meadow', size=(640, 480),
        objects=[('cat', None, None, .2, .66, .24), ('cat', None, None, .46, .74, .24), ('dog', None, None, .8, .68, .25),
                 ('butterfly', None, None, .5, .25, .16, 12), ('balloon', 'red', None, .85, .22, .22)],
        prompt='[Two cats], a [dog], a [butterfly] and a [red balloon].',
        finds=[('cat', None, None), ('dog', None, None), ('butterfly', None, None), ('balloon', 'red', None)]),
    dict(
        slug='shapes', title='Colours and patterns', ground='linen', size=(640, 480),
        objects=[('circle', 'pink', 'filled', .18, .3, .24), ('star', 'orange', 'filled', .5, .28, .27, 8),
                 ('triangle', 'green', 'outlined', .82, .3, .27), ('heart', 'red', 'filled', .3, .74, .25, 6),
                 ('square', 'purple', 'dotted', .68, .74, .24)],
        prompt='A [pink circle], an [orange star], an [outlined green triangle] and a [red heart].',
        finds=[('circle', 'pink', None), ('star', 'orange', None), ('triangle', 'green', 'outlined'), ('heart', 'red', None)]),
    dict(
        slug='fruit', title='A list, and what is not there', ground='linen', size=(640, 480),
        objects=[('apple', 'red', None, .17, .28, .25), ('banana', None, None, .46, .28, .25), ('grapes', None, None, .78, .28, .25),
                 ('strawberry', None, None, .17, .74, .22), ('lemon', None, None, .46, .74, .24), ('carrot', None, None, .8, .74, .26)],
        prompt='banana. grapes. bicycle.',
        finds=[('banana', None, None), ('grapes', None, None), ('bicycle', None, None)]),
    dict(
        slug='cars', title='One word decides', ground='street', size=(640, 480),
        objects=[('car', 'red', None, .2, .34, .26), ('car', 'blue', None, .52, .34, .26), ('car', 'green', None, .82, .34, .26),
                 ('car', 'blue', None, .66, .74, .26), ('bicycle', None, None, .28, .74, .28)],
        prompt='the [red car], the [green car] and the [bicycle]',
        finds=[('car', 'red', None), ('car', 'green', None), ('bicycle', None, None)]),
    dict(
        slug='places', title='Where it stands', ground='meadow', size=(640, 480),
        objects=[('castle', None, None, .48, .6, .36), ('fox', None, None, .16, .68, .22), ('rocket', None, None, .82, .25, .24),
                 ('cloud', None, None, .2, .2, .24)],
        prompt='A [fox] to the left of the [castle], with a [rocket] above it.',
        finds=[('fox', None, None), ('castle', None, None), ('rocket', None, None)]),
    dict(
        slug='pond', title='How many', ground='meadow', size=(640, 480),
        objects=[('duck', None, None, .18, .7, .22), ('duck', None, None, .42, .76, .22), ('duck', None, None, .66, .72, .22),
                 ('frog', None, None, .87, .78, .2), ('rainbow', None, None, .5, .22, .3)],
        prompt='[Three ducks] and a [frog] under a [rainbow].',
        finds=[('duck', None, None), ('frog', None, None), ('rainbow', None, None)]),
    dict(
        slug='balloons', title='Above and below', ground='meadow', size=(640, 480),
        objects=[('balloon', 'red', None, .2, .3, .26), ('balloon', 'blue', None, .5, .26, .26), ('balloon', 'green', None, .8, .3, .26),
                 ('tree', None, None, .25, .74, .3), ('house', None, None, .72, .72, .28)],
        prompt='A [red balloon] above a [tree], and a [house].',
        finds=[('balloon', 'red', None), ('tree', None, None), ('house', None, None)]),
    dict(
        slug='band', title='What is not there', ground='stage', size=(640, 480),
        objects=[('guitar', None, None, .2, .5, .34), ('drum', None, None, .5, .66, .26), ('trumpet', None, None, .8, .5, .3)],
        prompt='A [trumpet] and a [bicycle].',
        finds=[('trumpet', None, None), ('bicycle', None, None)]),
    dict(
        slug='night', title='At night', ground='night', size=(640, 480),
        objects=[('rocket', None, None, .25, .4, .3), ('moon', None, None, .78, .26, .24), ('star', 'white', 'filled', .52, .22, .14),
                 ('alien', None, None, .72, .7, .24), ('owl', None, None, .35, .8, .22)],
        prompt='An [owl] under the [moon].',
        finds=[('owl', None, None), ('moon', None, None)]),
    dict(
        slug='attic', title='A crowded shelf', ground='shelf', size=(640, 640),
        objects=[('camera', None, None, .14, .17, .19), ('books', None, None, .38, .17, .18), ('teddy bear', 'brown', None, .62, .16, .19),
                 ('lantern', 'red', None, .86, .17, .18), ('telephone', 'red', None, .14, .5, .18), ('robot', None, None, .38, .49, .18),
                 ('cactus', None, None, .62, .49, .18), ('globe', None, None, .86, .5, .17), ('umbrella', 'blue', None, .14, .83, .18),
                 ('key', 'yellow', None, .38, .83, .16), ('umbrella', 'green', None, .62, .83, .18), ('trophy', None, None, .86, .83, .18)],
        prompt='camera, books, teddy bear, robot, cactus, globe, blue umbrella, trophy',
        finds=[('camera', None, None), ('books', None, None), ('teddy bear', None, None), ('robot', None, None), ('cactus', None, None),
               ('globe', None, None), ('umbrella', 'blue', None), ('trophy', None, None)]),
]
