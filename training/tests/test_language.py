"""What captions claim, checked against the scene by other means than those that made the claim."""

import hashlib
import json
import random
import re
import sys
import unittest
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scenes import language, lexicon, spelling, tokenizer, words, world  # noqa: E402
from scenes.compose import Thing  # noqa: E402
from scenes.meaning import between, extreme, middle, nearest, region, relation  # noqa: E402
from scenes.spatial import SpatialSpeaker  # noqa: E402
from scenes.speaker import an  # noqa: E402
from scenes.write import size_of  # noqa: E402

W, H = 240, 180
NUMBER = {word: n for n, forms in words.NUMBERS.items() for word in forms}


def thing(noun, x, y, side=0.1, **rest):
    """A thing of `side` of the picture's height with its centre at x, y in shares of the picture."""
    half = side * H / 2
    return Thing(noun, share=side, box=(x * W - half, y * H - half, x * W + half, y * H + half), **rest)


def scenes(seeds, split):
    for seed in seeds:
        density = 'dense' if seed % 3 == 0 else None
        things, theme = world.draw(seed, H, W, split, density)[1:3]
        yield seed, density, things, theme


def captions(seeds, split='train', each=3):
    """[(caption, things)] of whole scenes."""
    return [
        (language.caption(things, theme, W, H, split, density, seed * 16 + k), things)
        for seed, density, things, theme in scenes(seeds, split)
        for k in range(each)
    ]


def phrase_texts(caption):
    return [(caption.text[p.start : p.end], p) for p in caption.phrases]


KIND = sorted(
    (
        (form.partition('|')[0], form.partition('|')[2], kind)
        for kind, forms in words.RELATIONS.items()
        for form in forms
    ),
    key=lambda entry: -len(entry[0] + entry[1]),
)


def read_relation(text, phrases, index):
    """(kind, number of references) read back from the words after a head."""
    head = phrases[index]
    rest = phrases[index + 1 :]
    gap = text[head.end : rest[0].start].lower().strip()
    gap = re.sub(r' (the|an?)$', '', gap)
    after = text[rest[0].end :].lower()
    for before, tail, kind in KIND:
        if re.search(rf'(^| ){before}$', gap) and (not tail or after.startswith(' ' + tail)):
            pair = kind == 'between' and not re.match(r'(two|2) ', text[rest[0].start :].lower())
            return kind, 2 if pair else 1
    raise AssertionError(f'no relation in {gap!r}: {text!r}')


def centre(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


class Claims(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = captions(range(330)) + captions(range(9_000_000, 9_000_330), 'val')

    def test_spans_are_phrases(self):
        for caption, _ in self.made:
            end = 0
            for said, p in phrase_texts(caption):
                self.assertTrue(end <= p.start < p.end <= len(caption.text), caption.text)
                self.assertRegex(said, r"^[A-Za-z0-9]+([ -][A-Za-z0-9']+)*$")
                self.assertNotIn(said.lower().split()[0], {'a', 'an', 'the', 'some', 'any', 'all', 'every', 'each'})
                self.assertFalse(caption.text[p.end : p.end + 1].isalnum(), caption.text)
                end = p.end

    def test_counts_are_exact(self):
        checked = Counter()
        for caption, _ in self.made:
            for said, p in phrase_texts(caption):
                if p.tag == 'count':
                    number = NUMBER[said.lower().split()[0]]
                    self.assertEqual(number, len(p.boxes), caption.text)
                    checked[number] += 1
        self.assertGreater(checked.total(), 100)
        self.assertGreater(len(checked), 3)

    def test_relations_hold_for_the_boxes(self):
        checked = Counter()
        for caption, things in self.made:
            for index, head in enumerate(caption.phrases):
                if head.tag not in ('relation', 'heldout-relation'):
                    continue
                kind, count = read_relation(caption.text, caption.phrases, index)
                others = caption.phrases[index + 1 : index + 1 + count]
                for box in head.boxes:
                    self.check(kind, box, [b for o in others for b in o.boxes], things, caption.text)
                checked[kind] += 1
        for kind in ('left', 'right', 'above', 'below', 'near', 'nearest', 'between'):
            self.assertGreater(checked[kind], 4, checked)

    def check(self, kind, box, others, things, text):
        x, y = centre(box)
        spots = [centre(o) for o in others]
        if kind in ('left', 'right', 'above', 'below'):
            (u, v), = spots
            self.assertTrue({'left': x < u, 'right': x > u, 'above': y < v, 'below': y > v}[kind], (kind, text))
        elif kind == 'between':
            (a, b), (c, d) = spots
            # Seen from a thing that stands between, the two lie in nearly opposite directions.
            self.assertLess((a - x) * (c - x) + (b - y) * (d - y), 0, text)
        elif kind == 'near':
            gap = max(box[0] - others[0][2], others[0][0] - box[2], box[1] - others[0][3], others[0][1] - box[3])
            self.assertLess(gap, 0.13 * H, text)
        elif kind == 'nearest':
            self.assertEqual(len(others), 1)
        else:
            inner, host = (box, others[0]) if kind in ('inside', 'on') else (others[0], box)
            guest = next(t for t in things if list(t.box) == list(inner))
            self.assertEqual(guest.place[0], {'inside': 'inside', 'holds': 'inside'}.get(kind, 'on'), text)
            self.assertEqual(list(guest.place[1].box), list(host), text)

    def test_superlatives_and_relations_decide(self):
        """Their tags are only for phrases whose noun fits something else too."""
        checked = 0
        for caption, things in self.made:
            for p in caption.phrases:
                if p.tag in ('relation', 'heldout-relation', 'superlative') and 'category' in p.concepts:
                    same = [t for t in things if t.category == p.concepts['category']]
                    self.assertLess(len(p.boxes), len(same), caption.text)
                    checked += 1
        self.assertGreater(checked, 150)

    def test_extremes_are_extreme(self):
        checked = 0
        for caption, things in self.made:
            for said, p in phrase_texts(caption):
                first = said.lower().split()[0]
                if p.tag != 'superlative' or first not in ('leftmost', 'rightmost', 'topmost', 'lowest'):
                    continue
                noun = p.concepts['noun']
                if not re.fullmatch(rf'{first} {noun}', said.lower()):
                    continue
                axis = 0 if first in ('leftmost', 'rightmost') else 1
                best = min if first in ('leftmost', 'topmost') else max
                found = best((t for t in things if t.noun == noun), key=lambda t: t.centre[axis])
                self.assertEqual(p.boxes, [list(found.box)], caption.text)
                checked += 1
        self.assertGreater(checked, 8)

    def test_the_mixture_of_phrases(self):
        tags = Counter(p.tag for c, _ in self.made for p in c.phrases)
        total = tags.total()
        self.assertTrue(0.29 < tags['absent'] / total < 0.4, tags)
        for tag in ('relation', 'superlative', 'count', 'category', 'object', 'shape', 'attr-object', 'attr-shape'):
            self.assertGreater(tags[tag] / total, 0.02, tags)
        empty = sum(all(not p.boxes for p in c.phrases) for c, _ in self.made) / len(self.made)
        self.assertTrue(0.02 < empty < 0.13, empty)

    def test_captions_are_short_and_known(self):
        known = tokenizer()
        for caption, _ in self.made:
            ids, _ = known.encode(caption.text)
            self.assertLessEqual(len(ids), language.LONGEST)
            self.assertLessEqual(len(caption.phrases), 12)
            self.assertNotIn(known.unknown, ids, caption.text)


class HeldOutRelations(unittest.TestCase):
    def phrases(self, split, seeds):
        """(kind, head, reference) of relations, by the scene's nouns."""
        for seed, density, things, theme in scenes(seeds, split):
            speaker = SpatialSpeaker(things, W, H, split, random.Random(seed))
            for said in filter(None, (way() for way in (speaker.related, speaker.unrelated) * 6)):
                for part in said.parts[1:]:
                    yield said, part

    def test_training_never_says_them(self):
        checked = 0
        for said, part in self.phrases('train', range(400)):
            form = said.follow[0]
            kind = next(k for before, _, k in KIND if form.endswith(before))
            ends = [t.noun for t in said.things[:1]], [t.noun for t in part.things[:1]]
            if not all(ends) or said.concepts.get('noun') is None or said.tag == 'category':
                continue
            head, other = ends[0][0], ends[1][0]
            kind = {'nearest': 'near'}.get(kind, kind)
            if kind in ('left', 'right', 'above', 'below', 'near', 'between'):
                named = any(said.noun.lower().endswith(n) for n in lexicon.NAMES[head])
                self.assertFalse(named and lexicon.is_held_out_relation(kind, head, other), (kind, head, other))
                checked += 1
        self.assertGreater(checked, 200)

    def test_validation_says_some(self):
        tags = Counter(said.tag for said, _ in self.phrases('val', range(9_000_000, 9_000_500)))
        self.assertGreater(tags['heldout-relation'], 3, tags)


class Meaning(unittest.TestCase):
    def test_sides(self):
        cat, dog = thing('cat', 0.2, 0.5), thing('dog', 0.7, 0.5)
        self.assertTrue(relation('left', cat, dog, W, H))
        self.assertIs(relation('left', dog, cat, W, H), False)
        self.assertIsNone(relation('left', thing('cat', 0.68, 0.1), dog, W, H))

    def test_only_what_was_placed_is_inside_or_on(self):
        host = thing('square', 0.5, 0.5, 0.5)
        within, over = thing('cat', 0.5, 0.5, place=('inside', host)), thing('cat', 0.5, 0.5)
        apart = thing('cat', 0.05, 0.1)
        self.assertTrue(relation('inside', within, host, W, H))
        self.assertTrue(relation('holds', host, within, W, H))
        self.assertIsNone(relation('inside', over, host, W, H))
        self.assertIsNone(relation('on', within, host, W, H))
        self.assertIs(relation('inside', apart, host, W, H), False)
        self.assertIsNone(relation('near', within, host, W, H))

    def test_between_and_nearest(self):
        a, b = thing('cat', 0.1, 0.5), thing('dog', 0.9, 0.5)
        self.assertTrue(between(thing('star', 0.5, 0.52), a, b, W, H))
        self.assertIs(between(thing('star', 0.5, 0.02), a, b, W, H), None)
        self.assertIs(between(thing('star', 0.98, 0.9), a, b, W, H), False)
        near, far = thing('star', 0.25, 0.5), thing('star', 0.6, 0.5)
        self.assertIs(nearest([far, near], a), near)
        self.assertIsNone(nearest([thing('star', 0.3, 0.5), thing('star', 0.1, 0.79)], a))

    def test_extremes_middle_and_corners(self):
        row = [thing('star', x, 0.5, side) for x, side in ((0.1, 0.1), (0.5, 0.2), (0.9, 0.4))]
        self.assertIs(extreme('leftmost', row, W, H), row[0])
        self.assertIs(extreme('largest', row, W, H), row[2])
        self.assertIs(extreme('largest', row, W, H, rank=1), row[1])
        self.assertIs(middle(row, W, H), row[1])
        self.assertIsNone(middle([thing('star', 0.1, 0.1), thing('star', 0.9, 0.2)], W, H))
        self.assertTrue(region('top left', thing('star', 0.1, 0.1), W, H))
        self.assertIs(region('top left', row[2], W, H), False)


class Spelling(unittest.TestCase):
    def test_slips_are_one_letter_and_no_word(self):
        rng, known = random.Random(1), tokenizer().vocab
        for word in ('elephant', 'triangle', 'banana', 'umbrella', 'horse') * 60:
            made = spelling.slip(word, rng)
            if made is None:
                continue
            self.assertNotIn(made, known)
            self.assertLessEqual(abs(len(made) - len(word)), 1)
            self.assertEqual(made[0], word[0])
            if len(made) == len(word):
                self.assertLessEqual(sum(a != b for a, b in zip(made, word)), 2)

    def test_their_rate(self):
        known, slips, nouns = tokenizer().vocab, 0, 0
        for caption, _ in captions(range(500), each=3):
            slipped = 0
            for said, _ in phrase_texts(caption):
                parts = [w for w in re.split('[ -]', said.lower()) if len(w) >= spelling.LONG - 1 and w.isalpha()]
                nouns += any(len(w) >= spelling.LONG for w in parts)
                slipped += any(w not in known for w in parts)
            self.assertLessEqual(slipped, 1, caption.text)
            slips += slipped
        self.assertTrue(0.008 < slips / nouns < 0.035, slips / nouns)

    def test_capitals_keep_every_place(self):
        for seed in range(200):
            text = "1) Where's the T-shirt,\n- an owl?"
            self.assertEqual(spelling.capitals(text, random.Random(seed)).lower(), text.lower())

    def test_articles(self):
        for text in ('an owl', 'a unicorn', 'an umbrella', 'an 8', 'a 7', 'an F', 'a letter f', 'an x'):
            article, _, rest = text.partition(' ')
            self.assertEqual(an(rest), article, rest)


class Vocabulary(unittest.TestCase):
    def test_old_ids_stay(self):
        old = (ROOT.parent / 'public/weights/glip-micro/tokenizer.json').read_text('utf8')
        before, now = (list(json.loads(t)['model']['vocab'].items()) for t in (
            old, (ROOT / 'scenes/tokenizer.json').read_text('utf8')))
        count = 2114
        digest = hashlib.sha256(json.dumps(before[:count]).encode()).hexdigest()
        self.assertEqual(now[:count], before[:count], digest)
        self.assertEqual([index for _, index in now], list(range(len(now))))
        self.assertLessEqual(len(now), 5000)

    def test_every_word_of_the_language_is_whole(self):
        known = tokenizer().vocab
        tables = [words.RELATIONS, words.SIDES, words.REGIONS, words.SUPERLATIVES, words.VERBS, words.LINKS]
        texts = [t for table in tables for many in table.values() for t in many]
        texts += [t for frame in words.FRAMES for t in frame[:2]] + words.OPENINGS + words.ENDINGS + words.JOINTS
        for text in texts:
            for word in re.findall('[a-z]+|[0-9]', text.lower()):
                self.assertIn(word, known, text)

    def test_unknown_words_fall_apart_gracefully(self):
        known = tokenizer()
        self.assertEqual(len(known.encode('7s')[0]) - 2, 2)
        for word in ('unbelievable', 'quixotically', 'zyzzyva', 't-shirts'):
            ids, _ = known.encode(word)
            self.assertNotIn(known.unknown, ids)
            self.assertLess(len(ids) - 2, len(word))


class Sizes(unittest.TestCase):
    def test_mixtures(self):
        for seed in range(300):
            height, width = size_of(seed, 'varied')
            self.assertTrue(160 <= min(height, width) and max(height, width) <= 1600)
            self.assertLessEqual(max(height, width) / min(height, width), 3.02)
        self.assertIn((384, 384), {size_of(seed, 'standard') for seed in range(8)})


if __name__ == '__main__':
    unittest.main()
