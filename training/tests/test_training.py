"""How a run starts, what it trains when, and that it goes on where it stopped."""
import json
import os
import sys
import tempfile
import time
import types
import unittest

import numpy as np
import torch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
from glip import config, safetensors  # noqa: E402
from glip.batches import Batches, batches_from  # noqa: E402
from glip.model import Glip  # noqa: E402
from glip.small import LEFT_OUT, small as small_state  # noqa: E402
from glip.schedule import STAGES, learning_rate, stage_at  # noqa: E402
from glip.warm import WORDS, carry_on, warm_start  # noqa: E402
from scenes import tokenizer  # noqa: E402
from train import Trainer  # noqa: E402


def small(layers, vocab):
    c = config.micro(vocab)
    c['head']['numLayers'] = layers
    return Glip(c)


class WarmStart(unittest.TestCase):
    def test_word_pieces_go_by_their_text_and_new_layers_copy_the_last(self):
        torch.manual_seed(0)
        old, new = small(2, 3), small(3, 4)
        with tempfile.TemporaryDirectory() as folder:
            safetensors.save(os.path.join(folder, 'model.safetensors'),
                             {k: v.detach().numpy().astype(np.float16) for k, v in old.named_parameters()})
            with open(os.path.join(folder, 'tokenizer.json'), 'w') as f:
                json.dump({'model': {'vocab': {'cat': 0, 'dog': 1, 'owl': 2}}}, f)
            fresh = new.state_dict()[WORDS][2].clone()
            missing = warm_start(new, folder, {'dog': 0, 'cat': 1, 'fox': 2, 'owl': 3})
        self.assertEqual(missing, [])
        own, table = new.state_dict(), old.state_dict()[WORDS].half().float()
        self.assertTrue(torch.equal(own[WORDS][[1, 0, 3]], table))
        self.assertTrue(torch.equal(own[WORDS][2], fresh))
        last = 'rpn.head.dyhead_tower.{}.b_attn.attn.v_proj.weight'
        self.assertTrue(torch.equal(own[last.format(6)], own[last.format(3)]))
        self.assertFalse(torch.equal(own[last.format(3)], own[last.format(0)]))


    def test_a_checkpoint_gives_its_averages_and_its_auxiliary_heads(self):
        other, mine, further = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
        averages = {k: v + 1 for k, v in other.state_dict().items()}
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, 'rank0.pt')
            torch.save({'model': other.state_dict(), 'ema': averages, 'words': other.state_dict(), 'step': 3}, file)
            model, words = torch.nn.Linear(2, 2), mine
            missing = carry_on({'model': model, 'words': words, 'relations': further}, file)
        self.assertEqual(missing, ['relations'])
        self.assertTrue(torch.equal(model.weight, averages['weight']))
        self.assertTrue(torch.equal(words.weight, other.weight))


    def test_a_state_made_small_gives_them_too(self):
        state = {'model': {}, 'ema': {'weight': torch.full((2, 2), 3.0), 'bias': torch.ones(2)}, 'optimizer': {}, 'step': 7}
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, 'state.pt')
            torch.save(small_state({k: v for k, v in state.items() if k not in LEFT_OUT}), file)
            self.assertEqual(torch.load(file)['ema']['weight'].dtype, torch.float16)
            model = torch.nn.Linear(2, 2)
            self.assertEqual(carry_on({'model': model}, file), [])
        self.assertEqual(model.weight.tolist(), [[3, 3], [3, 3]])
        self.assertEqual(model.weight.dtype, torch.float32)


class Schedule(unittest.TestCase):
    def test_every_moment_has_its_stage(self):
        self.assertIs(stage_at(0), STAGES[0])
        self.assertIs(stage_at(STAGES[0].until), STAGES[1])
        self.assertIs(stage_at(1), STAGES[-1])

    def test_rate_rises_then_falls(self):
        self.assertLess(learning_rate(0, 0, 16, 1e-3), learning_rate(200, 0, 16, 1e-3))
        self.assertLess(learning_rate(5000, 1, 16, 1e-3), 0.03 * learning_rate(5000, 0, 16, 1e-3))


class Clock(unittest.TestCase):
    def trainer(self, **options):
        trainer = Trainer.__new__(Trainer)
        trainer.world, trainer.elapsed, trainer.passed = 1, 30.0, 0.0
        trainer.args = types.SimpleNamespace(**{'minutes': 1, 'deadline': None, **options})
        return trainer

    def test_of_the_minutes(self):
        self.assertEqual(self.trainer().progress(), 0.5)

    def test_of_the_time_up_to_a_deadline_however_it_was_interrupted(self):
        trainer = self.trainer(deadline=time.time() + 90)
        self.assertAlmostEqual(trainer.progress(), 0.25, 2)
        trainer.args.deadline = time.time() + 10  # it was stopped for long: less is left than was planned
        self.assertAlmostEqual(trainer.progress(), 0.75, 2)
        trainer.args.deadline = time.time() + 1000
        self.assertAlmostEqual(trainer.progress(), 0.75, 2)  # never back
        trainer.args.deadline = time.time() - 5
        self.assertEqual(trainer.progress(), 1)


class Ahead(unittest.TestCase):
    def test_worker_processes_render_the_same_batches(self):
        c = config.micro(tokenizer().size)
        arguments = (STAGES[0], 2, 1, 2, c, {})
        for renderers in (0, 2):
            batches = batches_from(3, renderers, *arguments)
            for step in (3, 4):
                images, ids, *_ = next(batches)
                expected_images, expected_ids, *_ = Batches(*arguments)[step]
                self.assertTrue(torch.equal(images, expected_images))
                self.assertTrue(torch.equal(ids, expected_ids))


class Resume(unittest.TestCase):
    def test_a_resumed_run_takes_the_very_same_step(self):
        torch.set_num_threads(1)
        with tempfile.TemporaryDirectory() as folder:
            options = dict(run=folder, processes=1, batch=1, renderers=0, minutes=1, save_every=1, init=None, first_seed=0,
                           peak_lr=1e-3, deadline=None, photos=None, phrases=None)
            first = Trainer(0, types.SimpleNamespace(**options, resume=False))
            first.validate = lambda: {'recall_at_1': 0.5, 'ap50': 0.5, 'ap': 0.5}
            batches = batches_from(0, 0, STAGES[0], 1, 0, 1, first.config, first.words.index)
            first.train_step(next(batches), 0.1)
            first.average(1.0)
            first.keep()
            second = Trainer(0, types.SimpleNamespace(**options, resume=True))
            batch = next(batches)
            shown = [trainer.train_step(batch, 0.1) for trainer in (first, second)]
            self.assertEqual(shown[0]['token'], shown[1]['token'])
            for a, b in zip(first.tensors, second.tensors):
                self.assertTrue(torch.equal(a, b))
            self.assertEqual(second.elapsed, 1.0)


if __name__ == '__main__':
    unittest.main()
