import json
import unittest

from photos.known import known_names


class KnownNames(unittest.TestCase):
    def test_counts_boxes_of_general_photographs_and_lists_the_commonest_first(self):
        picture = lambda source, *names: json.dumps({'source': source, 'boxes': [{'name': name} for name in names]})
        lines = [picture('coco-val2017', 'dog', 'cat', 'cat'), picture('voc2007', 'cat', 'dog', 'cow'), picture('playing-cards', 'playing card', 'playing card')]
        self.assertEqual(known_names(lines, 2), ['cat', 'dog'])


if __name__ == '__main__':
    unittest.main()
