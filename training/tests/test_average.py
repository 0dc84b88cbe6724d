"""The mean of the weights of several runs."""
import os
import sys
import unittest

import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from average import average  # noqa: E402


class Average(unittest.TestCase):
    def test_weights_are_averaged_and_the_rest_is_the_last_ones(self):
        states = [{'ema': {'w': torch.tensor([1.0, 2.0])}, 'step': 1}, {'ema': {'w': torch.tensor([3.0, 8.0])}, 'step': 2}]
        mean = average(states)
        self.assertEqual((mean['ema']['w'].tolist(), mean['step']), ([2.0, 5.0], 2))
        self.assertEqual(states[1]['ema']['w'].tolist(), [3.0, 8.0])


if __name__ == '__main__':
    unittest.main()
