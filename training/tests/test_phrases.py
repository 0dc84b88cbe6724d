"""The loss about whole phrases: what it punishes, and by which locations."""
import math
import os
import sys
import unittest

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from glip.phrases import BORDER, phrase_errors, phrase_loss  # noqa: E402

# Two boxes; six locations: two of the first box, one of the second, one beside the first, two of nothing.
BOXES = torch.tensor([[0.0, 0, 9, 9], [40, 40, 59, 59]])
PREDICTED = torch.cat([BOXES[[0, 0, 1]], torch.tensor([[1.0, 1, 10, 10], [80, 80, 90, 90], [20, 0, 29, 9]])])
ASSIGNED = torch.tensor([0, 0, 1, -1, -1, -1])


def errors(scores, named):
    return phrase_errors(torch.tensor(scores).T, PREDICTED, ASSIGNED, BOXES, torch.tensor(named))


def missed(score):
    return F.softplus(torch.tensor(BORDER - score))


def fired(score):
    return F.softplus(torch.tensor(score - BORDER))


class PhraseErrors(unittest.TestCase):
    def test_a_present_phrase_counts_by_the_best_of_its_box_and_the_best_elsewhere(self):
        # the fourth location is wrong for nobody: it sees the phrase's own box
        error, wrong, weakest = errors([[2.0, 1.0, -1.0, 5.0, -2.0, -3.0]], [[True, False]])
        self.assertTrue(torch.allclose(error[0], missed(2.0) + fired(-1.0)))
        self.assertEqual((wrong.tolist(), weakest.tolist()), ([-1.0], [2.0]))

    def test_several_boxes_count_by_their_mean(self):
        error, wrong, weakest = errors([[2.0, 1.0, -1.0, 5.0, -2.0, -3.0]], [[True, True]])
        self.assertTrue(torch.allclose(error[0], (missed(2.0) + missed(-1.0)) / 2 + fired(-2.0)))
        self.assertEqual((wrong.tolist(), weakest.tolist()), ([-2.0], [-1.0]))

    def test_an_absent_phrase_counts_by_its_best_location(self):
        error, wrong, weakest = errors([[2.0, 1.0, -1.0, 5.0, -2.0, -3.0]], [[False, False]])
        self.assertTrue(torch.allclose(error[0], fired(5.0)))
        self.assertEqual((wrong.tolist(), weakest.tolist()), ([5.0], [math.inf]))

    def test_a_box_without_a_location_teaches_nothing(self):
        boxes, named = torch.cat([BOXES, BOXES[:1] + 100]), torch.tensor([[False, False, True]])
        error, *_ = phrase_errors(torch.zeros(6, 1), PREDICTED, ASSIGNED, boxes, named)
        self.assertTrue(torch.allclose(error[0], fired(0.0)))

    def test_only_the_best_locations_are_taught(self):
        scores = torch.tensor([[2.0, 1.0, -1.0, 5.0, -2.0, -3.0]]).T.requires_grad_()
        phrase_errors(scores, PREDICTED, ASSIGNED, BOXES, torch.tensor([[True, False]]))[0].sum().backward()
        self.assertEqual(scores.grad[:, 0].nonzero().flatten().tolist(), [0, 2])
        self.assertLess(scores.grad[0, 0], 0)
        self.assertGreater(scores.grad[2, 0], 0)


class PhraseLoss(unittest.TestCase):
    def test_phrases_of_pictures_with_and_without_boxes(self):
        anchors = [torch.tensor([[0.0, 0, 15, 15], [16, 0, 31, 15]])]
        logits = torch.tensor([[[3.0, 1.0, -4.0], [-3.0, -5.0, -2.0]], [[1.0, 1.0, 1.0], [0.0, 0.0, 2.0]]])
        out = {'logits': [logits], 'boxes': [torch.zeros(2, 4, 1, 2)], 'centerness': [torch.zeros(2, 1, 1, 2)]}
        targets = [(anchors[0][:1], torch.tensor([[1.0, 1, 0]])), (torch.zeros(0, 4), torch.zeros(0, 3))]
        loss, shown = phrase_loss(out, anchors, torch.tensor([[0, -1], [-1, -1]]), targets, [[[0, 1], [2]], [[0, 2]]])
        each = missed(2.0) + fired(-4.0), fired(-2.0), fired(1.0)
        self.assertTrue(torch.allclose(loss, torch.stack(each).mean()))
        self.assertEqual(shown, {'fired': 0.5, 'missed': 0.0})

    def test_captions_without_phrases_cost_nothing(self):
        out = {'logits': [torch.ones(1, 2, 3)], 'boxes': [torch.zeros(1, 4, 1, 2)], 'centerness': [torch.zeros(1, 1, 1, 2)]}
        loss, shown = phrase_loss(out, [torch.zeros(2, 4)], torch.full((1, 2), -1), [(torch.zeros(0, 4), torch.zeros(0, 3))], [[]])
        self.assertEqual((loss.item(), shown), (0, {}))


if __name__ == '__main__':
    unittest.main()
