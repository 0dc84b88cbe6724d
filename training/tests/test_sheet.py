"""The glyphs of the page's scenes: `python3 -m unittest tests.test_sheet`."""

import json
import unittest
from pathlib import Path

from scenes import lexicon, sheet

BUNDLED = Path(__file__).parents[2] / 'public' / 'scene' / 'sheet.json'


class SheetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cells = [(entry, sheet.cell(entry[0], entry[2])) for entry in sheet.entries()]
        cls.world = sheet.world(cls.cells)

    def test_the_page_has_this_world(self):
        self.assertEqual(json.loads(BUNDLED.read_text('utf8')), self.world)

    def test_every_glyph_fills_its_place_one_way(self):
        for (noun, _, _), image in self.cells:
            self.assertLessEqual(max(image.size), sheet.CELL, noun)
            self.assertGreaterEqual(max(image.size), 0.95 * sheet.CELL, noun)  # thin tips may be too faint to count
            alpha = image.getchannel('A').point(lambda value: 255 * (value >= sheet.SEEN))
            self.assertEqual(alpha.getbbox(), (0, 0, *image.size), noun)

    def test_the_model_knows_every_name(self):
        for entry in self.world['nouns']:
            self.assertIn(entry['noun'], lexicon.NAMES)
        for glyph in self.world['glyphs']:
            self.assertIn(glyph['colour'], [None, *lexicon.COLOURS])

    def test_each_look_is_there_once(self):
        looks = [(glyph['noun'], glyph['colour']) for glyph in self.world['glyphs']]
        self.assertEqual(len(looks), len(set(looks)))
        self.assertGreaterEqual(len(looks), 110)


if __name__ == '__main__':
    unittest.main()
