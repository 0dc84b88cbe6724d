"""Prompts for photographs, whose phrases know their boxes: lists, short sentences, and the captions that came with the pictures."""
import re
from dataclasses import dataclass

from scenes import Caption, words
from scenes.language import Phrase
from scenes.lexicon import COLOURS
from scenes.speaker import an

from .names import ALIKE, CATEGORIES, FAR, MASS, PEOPLE, SURE, category, concept, forms

LONGEST = 60  # word pieces of a prompt, about: BERT's positions and the time of a step
SEPARATORS = ('. ', '. ', '. ', ', ', ', ', ' . ', '; ', '\n', ' and ')
OPENINGS = ('a photo of ', 'there is ', 'find ', 'show me ', 'this is ', 'i see ', 'a picture with ', 'look at ', 'where is ', 'can you see ')


@dataclass
class PhotoCaption(Caption):
    """`unsure`: [start, end) of words that may mean things without boxes: nothing is taught about them."""

    unsure: tuple = ()


@dataclass
class Said:
    text: str
    boxes: list
    tag: str
    concepts: dict
    article: str = ''
    after: str = ''
    relation: tuple = None


def _concepts(name):
    kind = category(name)
    return {'noun': concept(name), **({'category': kind} if kind else {})}


class Teller:
    """Says things about one view of a photograph."""

    def __init__(self, view, names, rng):
        self.view, self.names, self.rng = view, names, rng
        self.boxes = {}
        for name, box in view.things:
            self.boxes.setdefault(name, []).append(list(box))
        for name in view.doubtful & set(self.boxes):
            # Of a thing that is cut away nearly whole nothing is certain, its clear instances may still be said.
            if name not in view.exhaustive:
                del self.boxes[name]

    def word(self, name, many):
        """A word for the name: the canonical one for the most part."""
        single, plurals = forms(name)
        plain = self.rng.random() < 0.72
        group = plurals if many else single
        return group[0] if plain else self.rng.choice(group)

    def present(self, name):
        boxes = self.boxes[name]
        many = self.rng.random() < (0.3 if len(boxes) > 1 else 0.08)
        text = self.word(name, many)
        tag, relation, article, after = 'object', None, '', ''
        draw = self.rng.random()
        counted = name in self.view.exhaustive and name not in self.view.doubtful
        if counted and 2 <= len(boxes) <= 6 and draw < 0.1:
            text, tag = f'{self.rng.choice(words.NUMBERS[len(boxes)])} {self.word(name, True)}', 'count'
        elif counted and 2 <= len(boxes) and draw < 0.35:
            said = self.superlative(name)
            if said:
                return said
        elif self.rng.random() < 0.12:
            article = self.rng.choice(('the ', 'all ', 'the ', 'some ')) if many else self.rng.choice((f'{an(text)} ', 'the '))
        return Said(text, boxes, tag, _concepts(name), article, after, relation)

    def superlative(self, name):
        """The largest, the leftmost … where it clearly is."""
        boxes, size = self.boxes[name], self.view.image.size
        kind = self.rng.choice(('largest', 'largest', 'smallest', 'leftmost', 'rightmost', 'leftmost', 'rightmost'))
        if kind in ('largest', 'smallest'):
            areas = sorted(((b[2] - b[0]) * (b[3] - b[1]), i) for i, b in enumerate(boxes))
            first, second = (areas[-1], areas[-2]) if kind == 'largest' else (areas[0], areas[1])
            clear = max(first[0], second[0]) > 1.6 * min(first[0], second[0])
        else:
            sign = 1 if kind == 'leftmost' else -1
            across = sorted((sign * (b[0] + b[2]), i) for i, b in enumerate(boxes))
            first, second = across[0], across[1]
            clear = second[0] - first[0] > 0.2 * size[0]
        if not clear:
            return None
        chosen, word = [boxes[first[1]]], self.word(name, False)
        relation = kind, boxes
        if kind in words.SIDES and self.rng.random() < 0.6:
            return Said(word, chosen, 'superlative', _concepts(name), 'the ', ' ' + self.rng.choice(words.SIDES[kind]), relation)
        return Said(f'{self.rng.choice(words.SUPERLATIVES[kind])} {word}', chosen, 'superlative', _concepts(name), 'the ', '', relation)

    def kind(self):
        """A category of what is there, or None."""
        fitting = [c for c, members in CATEGORIES.items() if members & set(self.boxes) and not members & self.view.doubtful]
        if not fitting:
            return None
        name = self.rng.choice(fitting)
        boxes = [b for n in CATEGORIES[name] & set(self.boxes) for b in self.boxes[n]]
        single = {n for n in CATEGORIES[name] & set(self.boxes)}
        return Said(self.kind_word(name), boxes, 'category', _concepts(next(iter(single))) if len(single) == 1 else {})

    def kind_word(self, name):
        return name if name in MASS or self.rng.random() < 0.6 else 'bags' if name == 'bag' else name + 's'

    def absent(self, count):
        """Names that are surely not there: as often as not, such as are common."""
        near = {other for name in self.boxes for other in ALIKE.get(name, ())} | {o for n in self.view.doubtful for o in ALIKE.get(n, ())}
        free = sorted(self.view.exhaustive - set(self.boxes) - self.view.doubtful - near)
        chosen = []
        for _ in range(count):
            if not free:
                break
            if self.rng.random() < 0.5:
                name = self.rng.choices(free, [self.names.get(n, 1) ** 0.5 for n in free])[0]
            else:
                name = self.rng.choice(free)
            free.remove(name)
            many = self.rng.random() < 0.12
            article = ''
            text = self.word(name, many)
            if self.rng.random() < 0.1 and not many:
                article = f'{an(text)} '
            chosen.append(Said(text, [], 'absent', {}, article))
        if self.view.exhaustive and self.rng.random() < 0.12:
            chosen.append(Said(self.rng.choice(FAR), [], 'absent', {}))
        if self.rng.random() < 0.15:
            seen = set(self.boxes) | self.view.doubtful
            kinds = [c for c, sure in SURE.items() if sure <= self.view.exhaustive and not CATEGORIES[c] & seen]
            if kinds:
                chosen.append(Said(self.kind_word(self.rng.choice(kinds)), [], 'absent', {}))
        return chosen

    def listing(self):
        """A list of names, present and absent, or a sentence of them."""
        names = list(self.boxes)
        self.rng.shuffle(names)
        said = [self.present(name) for name in names[:7]]
        kind = self.kind() if self.rng.random() < 0.2 else None
        if kind:
            said.append(kind)
        most = 11 - len(said)
        said += self.absent(min(most, self.rng.choice((1, 2, 3, 3, 4, 5, 6))))
        self.rng.shuffle(said)
        separator = self.rng.choice(SEPARATORS)
        text, phrases = self.rng.choice(OPENINGS) if self.rng.random() < 0.1 else '', []
        used = set()
        said = [s for s in said if not (s.text in used or used.add(s.text))]
        for index, one in enumerate(said):
            if index:
                text += separator
            text += one.article
            phrases.append(Phrase(len(text), len(text) + len(one.text), one.boxes, one.tag, one.concepts, one.relation))
            text += one.text + one.after
        text += self.rng.choice(('', '', '.', '.', ' .'))
        if self.rng.random() < 0.1:
            text = text.upper() if self.rng.random() < 0.2 else text[:1].upper() + text[1:]
        return PhotoCaption(text, phrases)


_WORD = re.compile(r"[a-z]+")
# A noun is a thing of its own where one of these follows; before another noun it may be no thing at all ("a tennis court", "bus stop").
FOLLOWERS = frozenset(
    'is are was were that which who on in at of with and or by near next to while as under over behind beside above below from into onto '
    'out off down up across along through has have sits sit stands stand lies lie rides ride holds hold wears wear plays play walks walk '
    'looks look eats eat flies fly runs run jumps jump it its the a an his her their for inside outside during around between'.split())
DESCRIBING = frozenset(list(COLOURS) + (
    'small large big little tiny huge young old wooden metal yellow brown grey gray tall short long white black red green blue '
    'parked open empty full wet dirty clean fluffy stuffed double decker modern vintage antique colorful striped plaid plain cute pretty'
    ).split())
COUNTS = {word: n for n, (word, _) in words.NUMBERS.items()}


def _nouns(names):
    """{words: (name, whether many)}; None for the name of a kind of person."""
    found = {}
    for name in names:
        single, plurals = forms(name)
        for many, group in ((False, single), (True, plurals)):
            for form in group:
                found.setdefault(tuple(form.split()), (name, many))
    found.update({(w,): ('person', False) for w in PEOPLE})
    found[('people',)] = found[('persons',)] = ('person', True)
    return found


_VERB = re.compile(r'(?:ing|..ed)$')  # mostly
_LEADING = frozenset('a an the his her their its some two three four several many another'.split())
_BREAKS = FOLLOWERS | _LEADING | frozenset('very so too not there be being been been'.split())
_BLANK = frozenset('view front side top back bottom middle edge end group bunch pair couple number lot variety way day air background picture '
                   'photo image close other one'.split())  # nouns that name no thing by themselves


def noun_phrases(text):
    """[(start, end)] of what an article or the like introduces, up to four words: "a red shirt", without the article. Sure rather than
    complete: no grammar is read."""
    found, tokens = [], [(m[0], m.start(), m.end()) for m in _WORD.finditer(text.lower())]
    for at, (word, *_) in enumerate(tokens):
        if word not in _LEADING:
            continue
        end = at + 1
        while end < len(tokens) and end - at <= 4 and tokens[end][0] not in _BREAKS and not _VERB.search(tokens[end][0]) \
                and text[tokens[end - 1][2]:tokens[end][1]].isspace():
            end += 1
        closed = end == len(tokens) or tokens[end][0] in _BREAKS or not text[tokens[end - 1][2]:tokens[end][1]].isspace() \
            or tokens[end][0].endswith('ing')
        if end > at + 1 and closed and tokens[end - 1][0] not in _BLANK | DESCRIBING:
            found.append((tokens[at + 1][1], tokens[end - 1][2]))
    return found


class CaptionReader:
    """Finds the noun phrases of captions that certainly mean annotated things."""

    def __init__(self, names):
        self.nouns = _nouns(names)
        self.longest = max(map(len, self.nouns))

    def named(self, text):
        """[(start, end)] of all words that are a name of a class, certain or not."""
        tokens = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text.lower())]
        return [(tokens[at][1], tokens[at + length - 1][2]) for at in range(len(tokens)) for length in range(1, self.longest + 1)
                if at + length <= len(tokens) and tuple(w for w, *_ in tokens[at:at + length]) in self.nouns]

    def phrases(self, text, counts):
        """counts: {name: how many are annotated, for names that are annotated exhaustively}.

        -> [(start, end, name, whether it means all of them)] where it is certain
        """
        found, tokens = [], [(m[0], m.start(), m.end()) for m in _WORD.finditer(text.lower())]
        at = 0
        while at < len(tokens):
            for length in range(min(self.longest, len(tokens) - at), 0, -1):
                match = self.nouns.get(tuple(w for w, *_ in tokens[at:at + length]))
                if match:
                    break
            else:
                at += 1
                continue
            name, many = match
            end = at + length
            follows = tokens[end][0] if end < len(tokens) else ''
            apart = end == len(tokens) or not text[tokens[end - 1][2]:tokens[end][1]].isspace()
            first = at
            while first and tokens[first - 1][0] in DESCRIBING and text[tokens[first - 1][2]:tokens[first][1]].isspace():
                first -= 1
            number = COUNTS.get(tokens[first - 1][0]) if first else None
            ready = apart or follows in FOLLOWERS or follows.endswith('ing')
            count = counts.get(name, 0)
            one_kind = first == at or not many  # "black dogs" may be some of the dogs
            plain = many and count > 1 and one_kind and number in (None, count)
            if ready and ((not many and count == 1 and number is None) or plain):
                if number:
                    first -= 1
                found.append((tokens[first][1], tokens[end - 1][2], name, many))
            at = end
        return found


def caption_of(view, photo, reader, rng):
    """One of the photograph's own captions with the phrases that are certain; None where there is none."""
    if not photo.captions or not view.boxes:
        return None
    counts = {}
    for name, _ in photo.boxes:
        if name and name in photo.exhaustive:
            counts[name] = counts.get(name, 0) + 1
    visible = {}
    for (name, _), box in zip(photo.boxes, view.boxes):
        if box is not None and name:
            visible.setdefault(name, []).append(list(box))
    order = list(range(len(photo.captions)))
    rng.shuffle(order)
    for index in order:
        text = photo.captions[index]
        if view.flipped and re.search(r'\b(?:left|right)\b', text.lower()):
            continue
        phrases = [Phrase(start, end, visible[name], 'caption', _concepts(name))
                   for start, end, name, _ in reader.phrases(text, counts) if name in visible]
        phrases += [Phrase(start, end, [list(view.boxes[i]) for i in boxes if view.boxes[i] is not None], 'caption', {})
                    for which, start, end, boxes in photo.phrases if which == index and any(view.boxes[i] is not None for i in boxes)]
        if phrases:
            return PhotoCaption(text, phrases, ((0, len(text)),))
    return None
