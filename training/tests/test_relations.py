"""The loss about relations: what it teaches is what the captions mean."""
import os
import random
import sys
import unittest

import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from glip.data import photograph, relations_of, scaled  # noqa: E402
from glip.relations import EXTREMES, RelationLoss, SIDES, region  # noqa: E402
from scenes import Phrase, make_sample, tokenizer  # noqa: E402
from scenes.compose import Thing  # noqa: E402
from scenes.meaning import between, extreme, region as part, relation  # noqa: E402
from scenes.words import REGIONS, RELATIONS  # noqa: E402

W, H = 320, 240
SIZE = torch.tensor([float(W), float(H)])


def thing(rng, side=(10, 60)):
    w, h = rng.uniform(*side), rng.uniform(*side)
    x, y = rng.uniform(0, W - w), rng.uniform(0, H - h)
    return Thing('cat', box=(x, y, x + w, y + h))


def at(kind, others, where):
    """What the region says of the centre of a thing: True, False or None."""
    value = region(kind, torch.tensor([t.box for t in others]).view(-1, 4), torch.tensor([where.centre]), SIZE).item()
    return None if value != value else bool(value)


class Regions(unittest.TestCase):
    def agree(self, pairs):
        """The region never contradicts the caption, and mostly says something where the caption does."""
        pairs = list(pairs)
        both = [(r, m) for r, m in pairs if r is not None and m is not None]
        self.assertEqual([r for r, _ in both], [m for _, m in both])
        self.assertTrue({True, False} <= {m for _, m in both})
        self.assertGreater(len(both), 0.6 * sum(m is not None for _, m in pairs))

    def test_sides(self):
        rng = random.Random(1)
        for kind in SIDES:
            twos = [(thing(rng), thing(rng)) for _ in range(400)]
            self.agree((at(kind, [b], a), relation(kind, a, b, W, H)) for a, b in twos)

    def test_nearness(self):
        rng = random.Random(2)
        twos = [(thing(rng, (4, 8)), thing(rng)) for _ in range(800)]
        self.agree((at('near', [b], a), relation('near', a, b, W, H)) for a, b in twos)

    def test_between(self):
        rng = random.Random(3)
        threes = [(thing(rng), thing(rng), thing(rng)) for _ in range(1500)]
        self.agree((at('between', [b, c], a), between(a, b, c, W, H)) for a, b, c in threes)

    def test_extremes_single_out_the_one(self):
        rng, sure = random.Random(4), 0
        for kind in EXTREMES:
            for _ in range(200):
                things = [thing(rng) for _ in range(3)]
                best = extreme(kind, things, W, H)
                if best:
                    sure += 1
                    self.assertEqual([at(kind, things, t) for t in things], [t is best for t in things])
        self.assertGreater(sure, 100)

    def test_parts_of_the_picture(self):
        rng = random.Random(5)
        for name in REGIONS:
            things = [thing(rng) for _ in range(400)]
            self.agree((at(f'at {name}', [], t), part(name, t, W, H)) for t in things)

    def test_sizes_have_no_place(self):
        rng = random.Random(6)
        self.assertIsNone(at('largest', [thing(rng), thing(rng)], thing(rng)))


class Loss(unittest.TestCase):
    def test_captions_bring_their_relations(self):
        found = set()
        for seed in range(40):
            sample = photograph(lambda s, hw: make_sample(s, hw, 'train', 'spatial'), seed, (H, W))
            caption = sample.captions[0]
            offsets = tokenizer().encode(caption.text)[1]
            for tokens, kind, boxes, references in relations_of(caption, offsets):
                found.add(kind)
                self.assertTrue(tokens)
                self.assertEqual(bool(references), kind in RELATIONS, (caption.text, kind))
                self.assertTrue(((boxes >= 0) & (boxes <= torch.cat([SIZE, SIZE]))).all())
        self.assertTrue({'left', 'above', 'near', 'leftmost'} <= found, found)

    def test_a_scaled_picture_scales_what_decides(self):
        phrase = Phrase(0, 3, [[2, 4, 6, 8]], 'relation', {}, ('left', [[10, 10, 20, 20]]))
        self.assertEqual(scaled(phrase, 0.5).relation, ('left', [[5, 5, 10, 10]]))
        self.assertIsNone(scaled(phrase._replace(relation=None), 0.5).relation)

    def test_features_that_know_their_place_and_words_that_know_the_part_agree(self):
        torch.manual_seed(0)
        y, x = torch.meshgrid(torch.arange(4, H, 8.0), torch.arange(4, W, 8.0), indexing='ij')
        anchors = torch.stack([x - 4, y - 4, x + 4, y + 4], -1).view(-1, 4)
        place = torch.stack([x / W, y / H, torch.ones_like(x), -x / W])[None]
        kinds = list(SIDES)
        text = torch.eye(8)[None, :len(kinds)]
        out = {'layers': [(([place]), text, None)], 'text': text}
        relations = [[([i], kind, torch.tensor([[150.0, 110, 170, 130]]), [3 - i]) for i, kind in enumerate(kinds)]]
        mask = torch.ones(1, len(kinds))
        loss = RelationLoss(4, 8, 1)
        optimizer = torch.optim.Adam(loss.parameters(), 0.05)
        first = None
        for _ in range(200):
            error, shown = loss(out, mask, anchors, relations, (H, W))
            first = first or error.item()
            optimizer.zero_grad()
            error.backward()
            optimizer.step()
        self.assertGreater(first, 1)
        self.assertLess(error.item(), 0.2)
        self.assertGreater(min(shown.values()), 0.95)
        self.assertEqual(set(shown), {'kind', 'refers', 'part', 'sides'})
        self.assertEqual(loss(out, mask, anchors, [[]], (H, W))[0].item(), 0)


if __name__ == '__main__':
    unittest.main()
