"""The evaluation's numbers on cases that can be worked out by hand."""
import os
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from glip.metrics import at_threshold, average_precision, balanced_threshold, best_threshold, prepare, recall_at, reliability  # noqa: E402


def record(gt, found):
    """found: (box, score) by falling score."""
    return {'tag': 't', 'gt': np.array(gt, float).reshape(-1, 4),
            'boxes': np.array([b for b, _ in found], float).reshape(-1, 4), 'scores': np.array([s for _, s in found])}


A, B = [0, 0, 10, 10], [20, 20, 40, 40]


class Metrics(unittest.TestCase):
    def test_a_perfect_answer(self):
        records = [record([A, B], [(A, 0.9), (B, 0.8)]), record([], [])]
        prepare(records)
        np.testing.assert_allclose(average_precision(records), (1, 1))
        self.assertEqual(recall_at(records, 1), 1)
        self.assertEqual(best_threshold(records), (0.8, 1.0))

    def test_reliability_counts_each_true_box_once(self):
        records = [record([A], [(A, 0.95), (A, 0.93), (B, 0.12)]), record([], [(B, 0.14)])]
        prepare(records)
        curve = reliability(records)
        self.assertEqual([(right, boxes) for _, right, boxes in curve], [(0, 2), (0.5, 2)])
        np.testing.assert_allclose([score for score, *_ in curve], (0.13, 0.94))

    def test_an_absent_phrase_that_fires_first_costs_precision(self):
        records = [record([A], [(A, 0.6)]), record([], [(B, 0.9)])]
        prepare(records)
        self.assertAlmostEqual(average_precision(records)[0], 0.5)
        self.assertEqual(at_threshold(records, 0.7)['absent_fired'], 1)
        self.assertEqual(at_threshold(records, 0.7)['present_missed'], 1)
        self.assertEqual(at_threshold(records, 0.5)['precision'], 0.5)

    def test_the_balanced_threshold_lies_above_what_is_absent_and_below_what_is_present(self):
        records = [record([A], [(A, 0.9), (B, 0.3)]), record([], [(B, 0.7)]), record([], [(B, 0.2)])]
        prepare(records)
        self.assertEqual(balanced_threshold(records), 0.7)

    def test_a_second_box_on_the_same_object_is_false(self):
        records = [record([A], [(A, 0.9), ([0, 0, 10, 9], 0.8)])]
        prepare(records)
        self.assertEqual(records[0]['hit'][0].tolist(), [True, False])

    def test_ap_falls_with_the_overlap(self):
        records = [record([A], [([0, 0, 10, 7.2], 0.9)])]  # IoU .72: right at .50, .55, .60, .65 and .70
        prepare(records)
        ap50, ap = average_precision(records)
        self.assertAlmostEqual(ap50, 1)
        self.assertAlmostEqual(ap, 0.5)

    def test_recall_at_k_looks_at_the_first_k(self):
        records = [record([A], [(B, 0.9), (A, 0.8)])]
        prepare(records)
        self.assertEqual((recall_at(records, 1), recall_at(records, 5)), (0, 1))


if __name__ == '__main__':
    unittest.main()
