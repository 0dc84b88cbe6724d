"""What the training trusts of its data: boxes, spans, held-out pairs, tokens, determinism."""

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scenes import CONCEPTS, is_held_out, lexicon, make_sample, tokenizer  # noqa: E402
from scenes import canvas as canvases, compose, glyphs, language, shapes, words, world  # noqa: E402


def extent(mask):
    """x0, y0, x1, y1 of the true pixels."""
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


class Boxes(unittest.TestCase):
    def test_boxes_are_the_extent_of_what_no_later_object_hides(self):
        for seed in range(60):
            put, record = canvases.Canvas.put, []

            def spy(canvas, sprite, x, y, *rest):
                record.append((sprite, x, y))
                put(canvas, sprite, x, y, *rest)

            with mock.patch.object(canvases.Canvas, 'put', spy):
                canvas, things, *_ = world.draw(seed, 150, 200, 'train', 'dense' if seed % 2 else 'normal')
            hidden = np.zeros((150, 200), bool)
            for (sprite, x, y), thing in reversed(list(zip(record, things, strict=True))):
                whole = np.zeros((150 + 400, 200 + 400), bool)  # room for what is cut at the border
                width, height = sprite.size
                whole[200 + y : 200 + y + height, 200 + x : 200 + x + width] = sprite.alpha >= canvases.SEEN
                seen = whole[200:350, 200:400] & ~hidden
                self.assertEqual(tuple(map(int, thing.box)), extent(seen))
                self.assertGreater(seen.sum(), 0.38 * whole.sum())
                hidden |= whole[200:350, 200:400]

    def test_a_box_frames_what_covers_the_background(self):
        for noun, glyph in [
            ('circle', None),
            ('star', None),
            ('arrow', None),
            ('cat', '🐱'),
            ('banana', '🍌'),
            ('key', '🔑'),
        ]:
            for fill in lexicon.FILLS if glyph is None else [None]:
                sprite = (
                    glyphs.glyph_sprite(glyph, None, 50, 11)
                    if glyph
                    else shapes.shape_sprite(noun, (200, 20, 20), fill, 50, 20, random.Random(f'{noun}{fill}'))
                )
                over = []
                for ground in (0, 255):
                    canvas = canvases.Canvas(Image.new('RGB', (120, 100), (ground,) * 3))
                    canvas.put(sprite, 31, 17, *canvas.fits(sprite, 31, 17))
                    over.append(np.asarray(canvas.image).astype(int))
                covered = 255 - (over[1] - over[0]).max(-1)  # the picture's own alpha
                for side, box in enumerate(canvas.box(0)):
                    self.assertLessEqual(abs(box - extent(covered >= canvases.SEEN)[side]), 1, (noun, fill))

    def test_boxes_lie_in_the_picture_whatever_its_shape(self):
        for seed in range(80):
            height, width = [(168, 168), (120, 260), (300, 140)][seed % 3]
            sample = make_sample(seed, (height, width), 'train', 'normal', captions=2)
            self.assertEqual(sample.image.shape, (height, width, 3))
            self.assertEqual(sample.image.dtype, np.uint8)
            for caption in sample.captions:
                for phrase in caption.phrases:
                    for x0, y0, x1, y1 in phrase.boxes:
                        self.assertTrue(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height)


class Captions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.captions = [
            c
            for seed in range(250)
            for c in make_sample(seed, 96, 'train', 'dense' if seed % 3 == 0 else None, captions=3).captions
        ]

    def test_spans_are_whole_words_without_article_or_mark(self):
        articles = {'a', 'an', 'the', 'some', 'any', 'all'}
        for caption in self.captions:
            for phrase in caption.phrases:
                said = caption.text[phrase.start : phrase.end]
                self.assertRegex(said, r'^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*$')
                self.assertNotIn(said.lower().split()[0], articles)
                self.assertFalse(caption.text[phrase.end : phrase.end + 1].isalnum(), caption.text)
                self.assertFalse(phrase.start and caption.text[phrase.start - 1].isalnum(), caption.text)

    def test_spans_do_not_overlap_and_follow_the_text(self):
        for caption in self.captions:
            ends = [0] + [p.end for p in caption.phrases]
            self.assertTrue(all(p.start >= end for p, end in zip(caption.phrases, ends)), caption.text)

    def test_the_noun_of_a_phrase_is_the_concept(self):
        checked = slips = 0
        for caption in self.captions:
            for phrase in caption.phrases:
                noun = phrase.concepts.get('noun')
                if not noun or phrase.tag in ('category', 'count'):
                    continue
                said = caption.text[phrase.start : phrase.end].lower().replace('-', ' ')
                if any(word not in tokenizer().vocab and len(word) > 3 for word in said.split()):
                    slips += 1  # of the finger
                    continue
                forms = [f for name in lexicon.NAMES[noun] for f in (name, lexicon.plural(name))]
                named_by_category = any(
                    said.endswith((c, lexicon.plural(c))) for c in [*CONCEPTS['category'], *lexicon.GROUPS]
                )
                self.assertTrue(any(said.endswith(f) for f in forms) or named_by_category, (said, noun))
                checked += 1
        self.assertGreater(checked, 500)
        self.assertLess(slips, 0.04 * checked)

    def test_counts_are_true_and_absent_means_no_box(self):
        number = {word: n for n, forms in words.NUMBERS.items() for word in forms}
        seen = set()
        for caption in self.captions:
            for phrase in caption.phrases:
                self.assertEqual(phrase.tag == 'absent', not phrase.boxes)
                if phrase.tag == 'count':
                    first = caption.text[phrase.start : phrase.end].lower().split()[0]
                    self.assertEqual(len(phrase.boxes), number[first])
                seen.add(phrase.tag)
        self.assertTrue(
            seen
            >= {
                'object',
                'attr-shape',
                'attr-object',
                'shape',
                'category',
                'relation',
                'superlative',
                'count',
                'absent',
            }
        )

    def test_a_third_is_absent_and_prompts_stay_short(self):
        phrases = [p for c in self.captions for p in c.phrases]
        self.assertTrue(0.28 < np.mean([not p.boxes for p in phrases]) < 0.42)
        for caption in self.captions:
            self.assertTrue(1 <= len(caption.phrases) <= 12)
            ids, _ = tokenizer().encode(caption.text)
            self.assertLessEqual(len(ids), language.LONGEST)
            self.assertNotIn(tokenizer().unknown, ids)

    def test_left_of_is_left_of(self):
        checked = 0
        for caption in self.captions:
            for head, other in zip(caption.phrases, caption.phrases[1:]):
                between = caption.text[head.end : other.start].lower().strip()
                if head.tag != 'relation' or not re.fullmatch(r'(to the |on the )?left of( an?| the)?', between):
                    continue
                checked += 1
                for box in head.boxes:
                    self.assertLess(box[0] + box[2], other.boxes[0][0] + other.boxes[0][2])
        self.assertGreater(checked, 5)


class HeldOut(unittest.TestCase):
    def test_pairs_are_about_a_seventh_and_leave_natural_colours(self):
        pairs = [(c, s) for c in lexicon.COLOURS for s in lexicon.SHAPES]
        self.assertTrue(0.08 < np.mean([is_held_out(*p) for p in pairs]) < 0.22)
        self.assertFalse(any(is_held_out(colour, noun) for noun, colour in lexicon.NATURAL.items()))

    def test_training_neither_renders_nor_names_them(self):
        for seed in range(3000):
            things = world.draw(seed, 64, 64, 'train', 'dense' if seed % 4 == 0 else None)[1]
            for thing in things:
                self.assertFalse(thing.colour and is_held_out(thing.colour, thing.noun), (seed, thing))
            text = language.caption(things, 'mixed', 64, 64, 'train', None, seed).text.lower()
            for noun in lexicon.SHAPES:
                for colour in re.findall(
                    rf'\b(\w+) (?:(?:filled|outlined|striped|dotted|solid|hollow|spotted) )?{noun}s?\b', text
                ):
                    self.assertFalse(colour in lexicon.COLOURS and is_held_out(colour, noun), text)

    def test_validation_shows_some(self):
        tags = [
            p.tag for seed in range(9000000, 9000150) for c in make_sample(seed, 64, 'val').captions for p in c.phrases
        ]
        self.assertGreater(tags.count('heldout'), 4)


class Tokens(unittest.TestCase):
    def test_ids_of_known_words_and_pieces(self):
        words = tokenizer()
        names = {index: token for token, index in words.vocab.items()}
        ids, offsets = words.encode('Two Striped zebras!')
        self.assertEqual([names[i] for i in ids], ['[CLS]', 'two', 'striped', 'zebras', '!', '[SEP]'])
        self.assertEqual(offsets, [(0, 0), (0, 3), (4, 11), (12, 18), (18, 19), (0, 0)])
        self.assertEqual([words.vocab[t] for t in ('[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]')], list(range(5)))

    def test_offsets_cover_the_letters_of_any_text(self):
        words = tokenizer()
        names = {index: token for token, index in words.vocab.items()}
        for text in (
            'a Café próximo',
            'xylophonist   unbelievably\tgreen',
            'e\u0301clair',
            'red—blue',
            'İstanbul',
            '中 cat',
            'a\u00a0b',
        ):
            ids, offsets = words.encode(text)
            self.assertEqual(len(ids), len(offsets))
            ends = 0
            for index, (start, end) in list(zip(ids, offsets))[1:-1]:
                self.assertTrue(ends <= start <= end <= len(text), text)
                ends = start
                piece = names[index].removeprefix('##')
                if piece != '[UNK]':
                    plain = re.sub('[\u0300-\u036f]', '', unicodedata.normalize('NFD', text[start:end].lower()))
                    self.assertEqual(piece, plain)

    def test_phrases_are_found_by_their_offsets(self):
        words = tokenizer()
        for seed in range(60):
            for caption in make_sample(seed, 64, 'train', captions=2).captions:
                ids, offsets = words.encode(caption.text)
                for phrase in caption.phrases:
                    inside = [o for o in offsets if o[0] < phrase.end and o[1] > phrase.start]
                    self.assertEqual((inside[0][0], inside[-1][1]), (phrase.start, phrase.end))

    def test_every_word_of_the_lexicon_is_one_piece(self):
        words = tokenizer()
        for names in lexicon.NAMES.values():
            for name in names:
                for form in (name, lexicon.plural(name)):
                    digits = sum(word[0].isdigit() and len(word) > 1 for word in form.split())  # "7s" is 7 and ##s
                    self.assertEqual(len(words.encode(form)[0]) - 2, len(form.split()) + digits, form)


class Determinism(unittest.TestCase):
    def test_same_arguments_same_sample(self):
        code = (
            'import hashlib,json;from scenes import make_sample\n'
            's=[make_sample(n,(96,120),"val",d,2) for n in (7,9000003) for d in ("dense","normal")]\n'
            'print(hashlib.sha1(b"".join(x.image.tobytes() for x in s)).hexdigest(),'
            'json.dumps([[c.text,c.phrases] for x in s for c in x.captions]))'
        )
        runs = [
            subprocess.run(
                [sys.executable, '-c', code],
                cwd=ROOT,
                env={**os.environ, 'PYTHONHASHSEED': str(k)},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for k in (1, 2)
        ]
        self.assertEqual(runs[0], runs[1])
        self.assertGreater(len(json.loads(runs[0].split(' ', 1)[1])), 7)

    def test_more_captions_leave_the_first_alone(self):
        one, many = make_sample(5, 80, 'train'), make_sample(5, 80, 'train', captions=4)
        self.assertEqual(one.captions[0], many.captions[0])
        self.assertEqual(len(many.captions), 4)

    def test_a_variant_differs_from_its_neighbours(self):
        things = [t for seed in range(40) for t in compose.compose(random.Random(seed), 'train', None)[0]]
        self.assertGreater(len({(t.noun, t.colour, t.fill) for t in things}), 40)


if __name__ == '__main__':
    unittest.main()
