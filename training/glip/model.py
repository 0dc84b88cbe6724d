"""The whole network: image and prompt in, per location a box code, a centerness and an alignment per token out."""
import math

import torch
from torch import nn
import torch.nn.functional as F

from .bert import Bert, BertLayer, key_bias
from .dyconv import DyConv
from .fpn import Fpn
from .fusion import LIMIT, VLFuse
from .swin import Swin


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))


class Head(nn.Module):
    def __init__(self, c):
        super().__init__()
        channels, text, h = c['fpn']['channels'], c['bert']['hiddenSize'], c['head']
        self.dyhead_tower = nn.ModuleList()
        for _ in range(h['numLayers']):
            self.dyhead_tower.append(
                VLFuse(channels, text, h['fusionDim'], h['fusionHeads'], 1.0 / h['numLayers']))
            self.dyhead_tower.append(BertLayer(c['bert'], clamp=True))
            self.dyhead_tower.append(DyConv(channels, h['groupNormGroups']))
        self.cls_logits = nn.Conv2d(channels, 80, 1)  # unused by GLIP, but part of every checkpoint
        self.cls_logits.requires_grad_(False)
        self.bbox_pred = nn.Conv2d(channels, 4, 1)
        self.centerness = nn.Conv2d(channels, 1, 1)
        self.dot_product_projection_text = nn.Linear(text, channels)
        self.log_scale = nn.Parameter(torch.zeros(1))
        self.bias_lang = nn.Parameter(torch.zeros(text))
        self.bias0 = nn.Parameter(torch.tensor([-math.log(99.0)]))
        self.scales = nn.ModuleList(Scale() for _ in c['anchors']['strides'])

    def forward(self, maps, text, mask, trace=None):
        bias, layers = key_bias(mask), []
        for k in range(0, len(self.dyhead_tower), 3):
            fuse, bert, dyconv = self.dyhead_tower[k:k + 3]
            maps, text, scores = fuse(maps, text, mask)
            if trace is not None:
                trace[f'head.layer{k // 3}.vlfuse.lang'] = text
                trace.update({f'head.layer{k // 3}.vlfuse.visual.p{i}': m for i, m in enumerate(maps, 3)})
            text = bert(text, bias)
            maps = dyconv(maps)
            layers.append((maps, text, scores))
            if trace is not None:
                trace[f'head.layer{k // 3}.bert.lang'] = text
                trace.update({f'head.layer{k // 3}.dyconv.visual.p{i}': m for i, m in enumerate(maps, 3)})
        with torch.autocast(text.device.type, enabled=False):  # eight bits are too few for a box
            out = self.predict([m.float() for m in maps], text.float())
        return {**out, 'maps': maps, 'layers': layers}

    def predict(self, maps, text):
        t = F.normalize(text, dim=-1, eps=1e-12)
        tokens = self.dot_product_projection_text(t / 2.0)
        token_bias = t @ self.bias_lang + self.bias0
        logits = [
            (m.flatten(2).transpose(1, 2) @ tokens.transpose(1, 2) / self.log_scale.exp() + token_bias[:, None])
            .clamp(-LIMIT, LIMIT) for m in maps]
        boxes = [s.scale * self.bbox_pred(m) for s, m in zip(self.scales, maps)]
        return {'logits': logits, 'boxes': boxes, 'centerness': [self.centerness(m) for m in maps]}


class Glip(nn.Module):
    """`config` is a GlipConfig dict (config.py)."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        c = config['fpn']['channels']
        self.backbone = nn.Module()
        self.backbone.body = Swin(config['swin'])
        self.backbone.fpn = Fpn([config['swin']['embedDim'] << i for i in (1, 2, 3)], c)
        self.language_backbone = nn.Module()
        self.language_backbone.body = nn.Module()
        self.language_backbone.body.model = Bert(config['bert'])
        self.rpn = nn.Module()
        self.rpn.head = Head(config)
        initialise(self)

    def forward(self, image, ids, mask, trace=None):
        """image [N, 3, H, W] normalised, ids and mask [N, L].

        -> {'logits': per level [N, h*w, L], 'boxes': [N, 4, h, w], 'centerness': [N, 1, h, w],
            'maps': head features [N, C, h, w], 'layers': per fusion layer its (maps, text, X-MHA scores), 'fpn': P3..P7, 'text': of BERT [N, L, D]}
        """
        fpn = self.backbone.fpn(self.backbone.body(image))
        text = self.language_backbone.body.model(ids, mask)
        out = self.rpn.head(fpn, text, mask, trace)
        out['fpn'], out['text'] = fpn, text
        if trace is not None:
            trace['bert.hidden'] = text
            trace.update({f'fpn.p{i}': m for i, m in enumerate(fpn, 3)})
            for name, key in (('bbox_reg', 'boxes'), ('centerness', 'centerness'), ('dot_product_logits', 'logits')):
                trace.update({f'out.{name}.p{i}': m for i, m in enumerate(out[key], 3)})
        return out


def initialise(model):
    """The official initialisation: truncated normal .02 in Swin and BERT, xavier in X-MHA, normal .01 in the head."""
    for name, p in model.named_parameters():
        head = name.startswith('rpn.head')
        if p.dim() < 2 or 'relative_position' in name:
            if name.endswith('.bias') and 'norm' not in name.lower() and '.bn.' not in name:
                nn.init.zeros_(p)
        elif '.b_attn.' in name:
            nn.init.xavier_uniform_(p)
        elif '.offset.' in name:
            nn.init.zeros_(p)  # starts as an ordinary convolution with mask 0.5
        elif '.fpn.' in name:
            nn.init.kaiming_uniform_(p, a=1)
        elif '.relu.fc.' in name or 'projection_text' in name:
            continue  # PyTorch's own default, as in the official code
        elif head and p.dim() == 4:
            nn.init.normal_(p, std=0.01)
        else:
            nn.init.trunc_normal_(p, std=0.02)
