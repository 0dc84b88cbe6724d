"""The golden tensors' weight generator (golden README, section 2), to run the twin on the reference's own numbers."""
import json
import math
import os
import re

import numpy as np
import torch


def _hash_values(name, count):
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2 ** 32
    x = (seed + np.arange(count, dtype=np.uint64) * 0x9E3779B9) % 2 ** 32
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x ^= x >> shift
        x = x * factor % 2 ** 32
    return 2.0 * ((x ^ (x >> 16)) / 2.0 ** 32) - 1.0


def fill(model, directory, which='tiny', salt=''):
    """Give every parameter of `model` its golden value."""
    with open(os.path.join(directory, 'weight_rules.json')) as f:
        rules = json.load(f)
    for name, p in model.named_parameters():
        rule = next(r for r in rules if re.search(r['pattern'], name))
        center = rule['center']
        center = center[salt + which] if isinstance(center, dict) else center
        amplitude = rule['amp'] if 'amp' in rule else rule['gain'] * math.sqrt(3 / math.prod(p.shape[1:]))
        values = center + amplitude * _hash_values(salt + name, p.numel())
        p.data = torch.from_numpy(values.astype(np.float32)).view(p.shape)
