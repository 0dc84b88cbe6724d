"""The twin against the official implementation's golden tensors, and one step of learning.

Run: cd training && /usr/bin/python3 -m unittest discover -s tests
Golden files: ../tests/fixtures/golden of this repository, or the directory named by GLIP_GOLDENS.
"""
import json
import os
import sys
import unittest

import torch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
from glip import config, golden, safetensors  # noqa: E402
from glip.data import collate  # noqa: E402
from glip.anchors import decode, encode, make_anchors  # noqa: E402
from glip.losses import atss_assign, giou_loss, glip_loss, token_focal_loss  # noqa: E402
from glip.columns import library  # noqa: E402
from glip.dyconv import deform_conv, deform_conv_composed  # noqa: E402
from glip.model import Glip  # noqa: E402
from glip.postprocess import detect  # noqa: E402

GOLDENS = os.environ.get('GLIP_GOLDENS', os.path.join(ROOT, '..', 'tests', 'fixtures', 'golden'))


def read(name):
    path = os.path.join(GOLDENS, name)
    if not os.path.exists(path):
        raise unittest.SkipTest(f'{path} is missing; set GLIP_GOLDENS to the directory of the golden tensors')
    tensors, metadata = safetensors.load(path)
    return {k: torch.from_numpy(v.copy()) for k, v in tensors.items()}, metadata


def tiny_model():
    model = Glip(config.tiny())
    golden.fill(model, GOLDENS)
    return model.eval()


class Names(unittest.TestCase):
    def test_every_official_parameter_has_its_name_and_shape(self):
        path = os.path.join(GOLDENS, 'tiny_state_dict_keys.json')
        if not os.path.exists(path):
            self.skipTest(f'{path} is missing')
        with open(path) as f:
            official = {k: v['shape'] for k, v in json.load(f).items() if v['rule'] != 'derived'}
        ours = {k: list(v.shape) for k, v in Glip(config.tiny()).state_dict().items()}
        self.assertEqual(ours, official)


class WholeNetwork(unittest.TestCase):
    def check(self, run):
        expected, _ = read(f'{run}.safetensors')
        trace = {}
        with torch.no_grad():
            tiny_model()(expected['input'], expected['input_ids'], expected['attention_mask'], trace)
        compared = 0
        for name, tensor in trace.items():
            if name in expected:
                error = (tensor - expected[name]).abs().max().item()
                self.assertLess(error, 5e-4, name)
                compared += 1
        self.assertGreater(compared, 40)

    def test_tiny_a(self):
        self.check('tiny_a')

    def test_batch_of_two_with_different_masks(self):
        self.check('tiny_batch')

    def test_odd_maps(self):
        self.check('tiny_odd')


class Losses(unittest.TestCase):
    def test_modules(self):
        g, _ = read('tiny_modules.safetensors')
        logits = g['focal.logits'].requires_grad_()
        each = token_focal_loss(logits, g['focal.targets'])
        torch.testing.assert_close(each, g['focal.elementwise_nomask'], atol=1e-6, rtol=1e-5)
        total = (each * g['focal.text_mask'][:, None]).sum()
        torch.testing.assert_close(total[None], g['focal.sum_masked'], atol=1e-5, rtol=1e-5)
        total.backward()
        torch.testing.assert_close(logits.grad, g['focal.grad_logits'], atol=1e-6, rtol=1e-5)
        anchors = g['giou.anchors']
        each = giou_loss(decode(g['giou.pred'], anchors), decode(g['giou.target'], anchors))
        torch.testing.assert_close(each, g['giou.each'], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(decode(g['boxcoder.code'], g['boxcoder.anchors']), g['boxcoder.decoded'])
        torch.testing.assert_close(encode(g['boxcoder.gt'], g['boxcoder.anchors']), g['boxcoder.encoded'],
                                   atol=1e-4, rtol=1e-4)

    def test_assignment_and_total(self):
        g, _ = read('tiny_losses.safetensors')
        out = {}
        for ours, name in (('boxes', 'bbox_reg'), ('centerness', 'centerness'), ('logits', 'dot_product_logits')):
            out[ours] = [g[f'out.{name}.p{i}'].requires_grad_() for i in range(3, 8)]
        sizes = [m.shape[2:] for m in out['boxes']]
        c = config.tiny()['anchors']
        anchors = make_anchors(sizes, c['sizes'], c['strides'])
        cut = len(g['gt0.boxes'])
        targets = [(g['gt0.boxes'], g['positive_map'][:cut]), (g['gt1.boxes'], g['positive_map'][cut:])]
        for i, (boxes, _) in enumerate(targets):
            assigned = atss_assign(boxes, anchors)
            self.assertEqual((assigned >= 0).nonzero()[:, 0].tolist(), g[f'targets{i}.pos_inds'].tolist())
            # The golden labels are 1-based classes of the assigned boxes, 0 for negatives.
            labels = torch.cat([g[f'gt{i}.labels'], torch.zeros(1, dtype=torch.int64)])[assigned]
            self.assertEqual(labels.tolist(), g[f'targets{i}.cls_labels'].tolist())
        losses, _ = glip_loss(out, anchors, targets, g['text_masks'].float(), negative_last=True)
        for ours, name in (('token', 'dot_product_token'), ('box', 'reg_times_2'), ('centerness', 'centerness')):
            torch.testing.assert_close(losses[ours][None], g[f'loss.{name}'], atol=1e-4, rtol=1e-4)
        sum(losses.values()).backward()
        for ours, name in (('boxes', 'bbox_reg'), ('centerness', 'centerness'), ('logits', 'dot_product_logits')):
            for i, tensor in enumerate(out[ours], 3):
                torch.testing.assert_close(tensor.grad, g[f'grad.{name}.p{i}'], atol=1e-4, rtol=1e-3)


class PostProcess(unittest.TestCase):
    def check(self, out, phrases, size, boxes, scores):
        """Scores agree as sorted lists; every expected box has its counterpart."""
        c = config.tiny()
        anchors = make_anchors([m.shape[2:] for m in out['boxes']], **c['anchors'])
        got_boxes, got_scores, _ = detect(out, anchors, phrases, size, c['postprocess'])
        self.assertEqual(len(got_scores), len(scores))
        torch.testing.assert_close(got_scores.sort(descending=True)[0], scores.sort(descending=True)[0],
                                   atol=2e-5, rtol=0)
        self.assertLess((boxes[:, None] - got_boxes[None]).abs().amax(-1).amin(1).max().item(), 0.02)

    def test_whole_runs(self):
        for run in ('tiny_a', 'tiny_b', 'tiny_odd', 'tiny_cap100'):
            with self.subTest(run):
                g, notes = read(f'{run}.safetensors')
                with torch.no_grad():
                    out = tiny_model()(g['input'], g['input_ids'], g['attention_mask'])
                phrases = list(json.loads(notes['positive_map']).values())
                self.check(out, phrases, g['image_sizes'][0].tolist(), g['det0.boxes'], g['det0.scores'])

    def test_levels_over_the_limit(self):
        g, _ = read('tiny_modules.safetensors')
        out = {}
        for ours, name in (('boxes', 'bbox_reg'), ('centerness', 'centerness'), ('logits', 'dot_product_logits')):
            out[ours] = [g[f'postproc.{name}.p{i}'] for i in range(3, 8)]
        self.check(out, [[1, 2], [4], [5, 6]], g['postproc.image_size_hw'].tolist(),
                   g['postproc.final.boxes'], g['postproc.final.scores'])


class Learning(unittest.TestCase):
    @unittest.skipUnless(library(), 'needs g++')
    def test_native_deformable_convolution_is_the_composed_one_with_its_gradients(self):
        torch.manual_seed(0)
        for stride, size in ((1, (5, 8)), (2, (5, 8)), (2, (6, 1))):
            h, w = ((s - 1) // stride + 1 for s in size)
            inputs = [t.requires_grad_() for t in (
                torch.randn(2, 8, *size), 2 * torch.randn(2, 18, h, w), torch.rand(2, 9, h, w), torch.randn(6, 8, 3, 3), torch.randn(6))]
            native, composed = (f(*inputs, stride) for f in (deform_conv, deform_conv_composed))
            weights = torch.randn_like(native)
            torch.testing.assert_close(native, composed, atol=1e-5, rtol=1e-5)
            for a, b in zip(*(torch.autograd.grad(y, inputs, weights) for y in (native, composed))):
                torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)

    def test_loss_falls_on_one_batch(self):
        from scenes import make_sample, tokenizer
        torch.manual_seed(0)
        c = config.micro(tokenizer().size)
        model = Glip(c)
        samples = [make_sample(seed, (96, 128), 'train') for seed in range(4)]
        images, ids, mask, targets, *_ = collate(
            [(s.image, s.captions[0]) for s in samples], tokenizer().encode, c, {})
        optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
        history = []
        for _ in range(25):
            out = model(images, ids, mask)
            anchors = make_anchors([m.shape[2:] for m in out['maps']], **c['anchors'])
            loss = sum(glip_loss(out, anchors, targets, mask)[0].values())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
        self.assertLess(history[-1], 0.6 * history[0])


if __name__ == '__main__':
    unittest.main()
