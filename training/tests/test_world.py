"""The pictures' world: many objects that show, held-out pairs that do not, things where they are said to be."""

import random
import sys
import unittest
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scenes import glyphs, lexicon, make_sample, world  # noqa: E402


class Lexicon(unittest.TestCase):
    def test_at_least_600_objects_each_drawn_in_its_own_way(self):
        self.assertGreaterEqual(len(lexicon.GLYPH_NOUNS), 600)
        pictures = {}
        for noun in lexicon.GLYPH_NOUNS:
            for glyph in lexicon.GLYPHS[noun]:
                image = glyphs._glyph(glyph)
                self.assertGreater((np.asarray(image)[..., 3] >= 64).sum(), 500, noun)
                self.assertLess(max(image.size), 150, noun)  # a sequence the font cannot join is wider
                key = image.size, image.tobytes()
                self.assertNotIn(key, pictures, (noun, pictures.get(key)))
                pictures[key] = noun

    def test_a_name_means_one_noun(self):
        names = [name for noun in lexicon.NAMES for name in lexicon.NAMES[noun]]
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse(set(lexicon.ELSEWHERE) & {word for name in names for word in name.split()})
        self.assertGreaterEqual(len(lexicon.ELSEWHERE), 120)

    def test_plurals(self):
        for one, many in (
            ('woman', 'women'),
            ('police officer', 'police officers'),
            ('flag of france', 'flags of france'),
            ('letter b', 'letter bs'),
            ('letter y', 'letter ys'),
            ('seven', 'sevens'),
            ('six', 'sixes'),
            ('7', '7s'),
            ('person', 'people'),
        ):
            self.assertEqual(lexicon.plural(one), many)


class HeldOut(unittest.TestCase):
    def test_15_percent_of_the_pairs_but_none_that_everybody_tries(self):
        pairs = [(c, n) for n in lexicon.SHAPES for c in lexicon.COLOURS]
        pairs += [(c, n) for n in lexicon.RECOLOUR for c in lexicon.RECOLOUR[n]]
        share = np.mean([lexicon.is_held_out(*pair) for pair in pairs])
        self.assertTrue(0.13 <= share <= 0.17, share)
        self.assertFalse(any(lexicon.is_held_out(*pair) for pair in lexicon.EVERYDAY_PAIRS))

    def test_5_percent_of_the_relations(self):
        rng = random.Random(0)
        nouns = list(lexicon.CATEGORY)
        said = [('left', rng.choice(nouns), rng.choice(nouns)) for _ in range(4000)]
        self.assertTrue(0.035 < np.mean([lexicon.is_held_out_relation(*r) for r in said]) < 0.065)

    def test_training_shows_no_held_out_pair(self):
        for seed in range(300):
            for thing in world.draw(seed, 96, 96, 'train', 'dense' if seed % 5 == 0 else None)[1]:
                self.assertFalse(thing.colour and lexicon.is_held_out(thing.colour, thing.noun), (seed, thing))


class Places(unittest.TestCase):
    def test_things_lie_in_or_stand_on_their_hosts(self):
        seen = {'inside': 0, 'on': 0}
        for seed in range(500):
            for thing in world.draw(seed, 200, 240, 'train', None)[1]:
                if not thing.place:
                    continue
                kind, host = thing.place
                x0, y0, x1, y1 = thing.box
                left, top, right, bottom = host.box
                if kind == 'inside':
                    self.assertTrue(left < x0 and top < y0 and x1 < right and y1 < bottom, seed)
                else:
                    self.assertTrue(left <= (x0 + x1) / 2 <= right, seed)
                    self.assertLess(y0, top, seed)
                    self.assertLess(abs(y1 - top), 0.3 * (bottom - top) + 2, seed)
                seen[kind] += 1
        self.assertGreater(seen['inside'], 15)
        self.assertGreater(seen['on'], 12)

    def test_no_thing_is_too_small_to_see(self):
        for seed in range(150):
            height, width = [(160, 160), (224, 224), (200, 600)][seed % 3]
            for thing in world.draw(seed, height, width, 'train', 'dense')[1]:
                size = thing.share * min(height, width)
                self.assertGreaterEqual(size + 1e-6, max(world.SMALLEST[0], world.SMALLEST[1] * max(height, width)))

    def test_long_and_large_pictures(self):
        for seed, size in ((9000001, (320, 960)), (9000002, (960, 320)), (9000003, (160, 160)), (9000004, 1600)):
            sample = make_sample(seed, size, 'val')
            self.assertEqual(sample.image.shape[:2], (size, size) if isinstance(size, int) else size)
            self.assertTrue(sample.captions[0].phrases)


if __name__ == '__main__':
    unittest.main()
