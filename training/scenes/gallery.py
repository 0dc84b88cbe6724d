"""What the bundled samples show. Drawn by scenes.samples; nothing here is ever a training scene.

An object is (name, colour or None, fill or None, x, y, share[, angle]): centre and longer side as shares of the
picture's width, height and height. In a prompt, `[…]` marks a phrase; `finds` says in order which objects each
covers, as (name or category, colour, fill) with None for "any", or as indices where only the place decides.
"""
SAMPLES = [
    dict(
        slug='shapes', seed=55, title='Colours and patterns', ground='paper', size=(640, 480),
        objects=[('circle', 'orange', 'filled', .2, .3, .3), ('star', 'blue', 'striped', .52, .36, .42, 8),
                 ('triangle', 'green', 'outlined', .82, .3, .3), ('square', 'purple', 'dotted', .3, .74, .28, 6),
                 ('ring', 'red', 'filled', .68, .76, .26)],
        prompt='An [orange circle], a [striped blue star], an [outlined green triangle] and a [red ring].',
        finds=[('circle', 'orange', None), ('star', 'blue', 'striped'), ('triangle', 'green', 'outlined'), ('ring', 'red', None)]),
    dict(
        slug='meadow', title='Plurals and counts', ground='meadow', size=(640, 480),
        objects=[('tree', None, None, .14, .42, .36), ('cat', None, None, .36, .72, .24), ('cat', None, None, .58, .78, .24),
                 ('dog', None, None, .82, .66, .26), ('sun', None, None, .86, .17, .22), ('butterfly', None, None, .5, .32, .14, 12)],
        prompt='[Two cats] and a [dog] in front of a [tree], with a [butterfly] above them.',
        finds=[('cat', None, None), ('dog', None, None), ('tree', None, None), ('butterfly', None, None)]),
    dict(
        slug='fruit', title='A list of names', ground='linen', size=(640, 480),
        objects=[('apple', 'red', None, .17, .28, .26), ('banana', None, None, .44, .3, .28), ('grapes', None, None, .76, .28, .27),
                 ('strawberry', None, None, .25, .72, .25), ('lemon', None, None, .54, .73, .25), ('pineapple', None, None, .82, .7, .33)],
        prompt='apple. banana. grapes. strawberry. lemon. pineapple. peach.',
        finds=[('apple', None, None), ('banana', None, None), ('grapes', None, None), ('strawberry', None, None),
               ('lemon', None, None), ('pineapple', None, None), ('peach', None, None)]),
    dict(
        slug='cars', title='One word decides', ground='street', size=(640, 480),
        objects=[('car', 'red', None, .18, .34, .28), ('car', 'blue', None, .5, .34, .28), ('car', 'yellow', None, .82, .34, .28),
                 ('car', 'green', None, .34, .74, .28), ('car', 'blue', None, .7, .74, .28)],
        prompt='the [yellow car], the [blue cars], the [green car] and a [purple car]',
        finds=[('car', 'yellow', None), ('car', 'blue', None), ('car', 'green', None), ('car', 'purple', None)]),
    dict(
        slug='places', title='Where it stands', ground='meadow', size=(640, 480),
        objects=[('rabbit', None, None, .15, .66, .24), ('castle', None, None, .46, .58, .4), ('rabbit', None, None, .8, .72, .24),
                 ('rocket', None, None, .8, .2, .24), ('balloon', 'purple', None, .17, .2, .24)],
        prompt='The [rabbit] left of the [castle] and a [purple balloon].',
        finds=[[0], ('castle', None, None), ('balloon', 'purple', None)]),
    dict(
        slug='band', title='What is not there', ground='stage', size=(640, 480),
        objects=[('guitar', None, None, .2, .42, .4), ('drum', None, None, .5, .66, .3), ('trumpet', None, None, .8, .44, .34),
                 ('microphone', None, None, .5, .25, .24)],
        prompt='A [guitar], a [drum], a [violin] and a [microphone].',
        finds=[('guitar', None, None), ('drum', None, None), ('violin', None, None), ('microphone', None, None)]),
    dict(
        slug='kinds', title='Whole categories', ground='linen', size=(640, 480),
        objects=[('fox', None, None, .14, .28, .25), ('bicycle', None, None, .42, .27, .3), ('pear', 'green', None, .66, .26, .24),
                 ('penguin', None, None, .88, .3, .26), ('cherries', None, None, .16, .74, .25), ('helicopter', None, None, .42, .74, .3),
                 ('elephant', None, None, .69, .73, .29), ('hammer', None, None, .9, .75, .22)],
        prompt='[animals], [vehicles] and [fruits]',
        finds=[('animal', None, None), ('vehicle', None, None), ('fruit', None, None)]),
    dict(
        slug='hearts', title='Patterns on one shape', ground='rose', size=(640, 640),
        objects=[('heart', 'red', 'filled', .24, .26, .26), ('heart', 'pink', 'striped', .72, .25, .28, -8),
                 ('heart', 'purple', 'dotted', .28, .72, .28, 6), ('heart', 'blue', 'outlined', .74, .73, .26)],
        prompt='[dotted heart]; [striped heart]; [outlined heart]; [yellow heart]',
        finds=[('heart', None, 'dotted'), ('heart', None, 'striped'), ('heart', None, 'outlined'), ('heart', 'yellow', None)]),
    dict(
        slug='sizes', title='Large and small', ground='night', size=(640, 480),
        objects=[('star', 'white', 'filled', .3, .38, .46, -8), ('star', 'white', 'filled', .68, .22, .14, 12),
                 ('star', 'white', 'filled', .62, .78, .13), ('moon', None, None, .85, .5, .22)],
        prompt='a [large white star], [two small stars] and the [moon]',
        finds=[[0], [1, 2], ('moon', None, None)]),
    dict(
        slug='attic', title='A crowded shelf', ground='shelf', size=(640, 640),
        objects=[('camera', None, None, .14, .17, .19), ('books', None, None, .38, .17, .18), ('teddy bear', 'brown', None, .62, .16, .19),
                 ('lantern', 'red', None, .86, .17, .18), ('telephone', 'red', None, .14, .5, .18), ('robot', None, None, .38, .49, .18),
                 ('cactus', None, None, .62, .49, .18), ('globe', None, None, .86, .5, .17), ('umbrella', 'blue', None, .14, .83, .18),
                 ('key', 'yellow', None, .38, .83, .16), ('umbrella', 'green', None, .62, .83, .18), ('trophy', None, None, .86, .83, .18)],
        prompt='camera, books, teddy bear, robot, cactus, globe, blue umbrella, key, trophy',
        finds=[('camera', None, None), ('books', None, None), ('teddy bear', None, None), ('robot', None, None), ('cactus', None, None),
               ('globe', None, None), ('umbrella', 'blue', None), ('key', None, None), ('trophy', None, None)]),
]
